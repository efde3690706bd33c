/// Pages of a column chunk, and windows of rows made of them.
///
/// Read {@link dev.weir.formats.parquet.page.ParquetBatchReader}, ColumnReader (a window's rows from one or more pages),
/// ChunkPages (walks and opens pages), ChunkBytes (reads the file), PageHeader. Imports footer, level, encoding, prune.
package dev.weir.formats.parquet.page;
