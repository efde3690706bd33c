/// What need not be read: row groups by statistics, pages by the page index.
///
/// Read {@link dev.weir.formats.parquet.prune.Possible} (can a predicate hold within these bounds?), PageIndexReader,
/// RowRanges. Answers are "no" or "perhaps".
package dev.weir.formats.parquet.prune;
