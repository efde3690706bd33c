package dev.weir.worker.exchange;

/// Whether anything that a task has read or received may stem from a governed scan: its failures then show no values. It is
/// set before the first such row reaches an operator and never taken back; every batch that is sent to another task carries
/// it on, so that the stages above need not believe a plan.
public final class GovernedMark {
    private volatile boolean set;

    public void set() {
        set = true;
    }

    public boolean isSet() {
        return set;
    }
}
