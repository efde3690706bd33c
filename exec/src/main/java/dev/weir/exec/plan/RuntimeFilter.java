package dev.weir.exec.plan;

/// One end of a runtime filter: at a join, the build key that makes it; at a scan, the column that it narrows.
///
/// @param id     unique in the plan
/// @param column at a join: index into the keys; at a scan: index into the scan's columns
public record RuntimeFilter(int id, int column) {}
