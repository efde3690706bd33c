package dev.weir.exec.plan;

/// Where the tasks of a stage run.
public sealed interface Site {
    /// On workers of this domain, one task a worker that holds splits (or one task, for stages without scans when single).
    record Domain(String name) implements Site {}

    /// On the coordinator's embedded worker, the domain `system`.
    record Coordinator() implements Site {}
}
