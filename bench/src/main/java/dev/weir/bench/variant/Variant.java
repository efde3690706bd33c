package dev.weir.bench.variant;

import java.util.Locale;

/// What is different about the files of a variant. All but PLAIN have other names, constants and join orders besides.
public enum Variant {
    /// Zstd files as DuckDB writes them, the specification's names and validation parameters.
    PLAIN("zstd", 122_880),
    /// Only names, constants and join order differ.
    NAMES("zstd", 122_880),
    /// Rows in an order that has nothing to do with any key.
    SHUFFLED("zstd", 122_880),
    /// One value in fifty is NULL in every column outside the primary key.
    NULLS("zstd", 122_880),
    SMALL_GROUPS("zstd", 16_384),
    LARGE_GROUPS("zstd", 1_000_000),
    SNAPPY("snappy", 122_880),
    LZ4_RAW("lz4_raw", 122_880),
    UNCOMPRESSED("uncompressed", 122_880),
    /// The encodings of format version 2 as DuckDB chooses them.
    VERSION2("zstd", 122_880),
    /// Version 2 pages with DELTA encodings and page indexes as Weir writes them.
    DELTA("zstd", 122_880);

    private final String codec;
    private final int rowGroupRows;

    Variant(String codec, int rowGroupRows) {
        this.codec = codec;
        this.rowGroupRows = rowGroupRows;
    }

    /// DuckDB's name of the compression.
    String codec() {
        return codec;
    }

    int rowGroupRows() {
        return rowGroupRows;
    }

    /// The product that holds its tables.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
