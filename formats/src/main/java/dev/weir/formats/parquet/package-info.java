/// Apache Parquet: the reader's and the writer's entry points.
///
/// Read {@link dev.weir.formats.parquet.ParquetFormat}, then footer, prune, page, encoding, level; write stands alone.
package dev.weir.formats.parquet;
