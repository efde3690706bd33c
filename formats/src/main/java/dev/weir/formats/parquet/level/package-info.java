/// Bit-packed integers and the levels made of them: which rows of a page are NULL.
///
/// Read {@link dev.weir.formats.parquet.level.HybridRuns}, {@link dev.weir.formats.parquet.level.BitUnpacking}, then
/// Validity. All addresses are of buffers with at least 64 readable bytes behind their content
/// ({@link dev.weir.formats.io.FileSource#PADDING}). Imports formats.memory only.
package dev.weir.formats.parquet.level;
