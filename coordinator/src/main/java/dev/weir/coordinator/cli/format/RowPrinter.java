package dev.weir.coordinator.cli.format;

/// Prints rows of texts; a null is SQL's NULL.
public interface RowPrinter {
    void row(String[] values);

    /// After the last row.
    void finish();
}
