package dev.weir.formats.parquet.page;

/// Counts what became of the pages of a reader.
final class PageTally {
    long decompressed;
    long cached;
}
