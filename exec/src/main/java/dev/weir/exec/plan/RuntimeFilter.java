package dev.weir.exec.plan;

/// One end of a runtime filter: at a join, the build key that makes it; at a scan, the column that it narrows.
///
/// @param id         unique in the plan, below {@link #MOST}
/// @param column     at a join: index into the keys; at a scan: index into the scan's columns
/// @param waitMillis at a scan: how long it may wait for the filter before it starts without it. A filter that comes later
///                   narrows what is left to read
public record RuntimeFilter(int id, int column, int waitMillis) {
    /// Ids of filters are below this.
    public static final int MOST = 1 << 20;

    public RuntimeFilter(int id, int column) {
        this(id, column, 0);
    }
}
