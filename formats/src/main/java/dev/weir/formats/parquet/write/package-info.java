/// Writes Parquet files: for data generation and for tests that need every encoding.
///
/// Read {@link dev.weir.formats.parquet.write.ParquetWriter}, WriteOptions, ColumnBuffer (rows until the row group is full),
/// ChunkWriter (pages of it), DictionaryBuilder, Bounds, then the encoders. Does not use the reader's packages.
package dev.weir.formats.parquet.write;
