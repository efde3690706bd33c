/// What need not be read: row groups by statistics and Bloom filters, pages by the page index.
///
/// Read {@link dev.weir.formats.parquet.prune.Possible} (can a predicate hold within these bounds?), PagePruning,
/// PageIndexReader, BloomFilter, RowRanges. Answers are "no" or "perhaps".
package dev.weir.formats.parquet.prune;
