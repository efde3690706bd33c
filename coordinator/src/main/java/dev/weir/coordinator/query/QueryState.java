package dev.weir.coordinator.query;

/// Where a query is in its life; the last three are final.
public enum QueryState {
    QUEUED, PLANNING, RUNNING, FINISHED, FAILED, CANCELLED;

    public boolean isFinal() {
        return this == FINISHED || this == FAILED || this == CANCELLED;
    }
}
