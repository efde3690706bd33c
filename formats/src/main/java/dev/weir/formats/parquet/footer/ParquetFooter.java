package dev.weir.formats.parquet.footer;

import dev.weir.formats.FileMetadata;
import java.util.List;

/// A footer, read and checked.
///
/// @param layouts by column ordinal; null for a column that is Unsupported
/// @param chunks by row group, then by column ordinal; null for a column that is Unsupported
public record ParquetFooter(FileMetadata metadata, ColumnLayout[] layouts, List<ColumnChunkLocation[]> chunks) {}
