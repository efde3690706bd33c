package dev.weir.worker.exchange;

/// Whether anything that a task has read or received may stem from a governed scan: its failures then show no values. It is
/// set before the first such row reaches an operator and never taken back; every batch that is sent to another task carries
/// it on, so that the stages above need not believe a plan.
public final class GovernedMark {
    private volatile boolean set;
    private volatile boolean asRead;

    /// Rows have come that were rebuilt on their way: they hold nothing but what may be seen.
    public void set() {
        set = true;
    }

    /// Rows are handled as they were read: dictionaries among them hold hidden values, so that even sizes tell of those.
    public void setAsRead() {
        set = true;
        asRead = true;
    }

    public boolean isAsRead() {
        return asRead;
    }

    public boolean isSet() {
        return set;
    }
}
