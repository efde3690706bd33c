package dev.weir.coordinator.cli.format;

/// Prints nothing: for timing queries with all values read.
final class NullPrinter implements RowPrinter {
    @Override
    public void row(String[] values) {}

    @Override
    public void finish() {}
}
