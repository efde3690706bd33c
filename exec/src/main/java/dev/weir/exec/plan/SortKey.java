package dev.weir.exec.plan;

/// Orders by one column of the input.
public record SortKey(int column, boolean descending, boolean nullsFirst) {}
