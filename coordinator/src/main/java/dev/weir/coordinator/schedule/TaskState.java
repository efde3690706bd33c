package dev.weir.coordinator.schedule;

/// How far a task is.
public enum TaskState {
    PLANNED,
    RUNNING,
    FINISHED,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return this == FINISHED || this == FAILED || this == CANCELLED;
    }
}
