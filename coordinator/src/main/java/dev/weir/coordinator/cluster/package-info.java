/// Which workers there are: registration, heartbeats, watches, failure detection.
///
/// Read {@link dev.weir.coordinator.cluster.WorkerRegistry} (the whole state, no I/O, a clock from outside), then
/// {@link dev.weir.coordinator.cluster.ClusterService}. Must not import worker.
package dev.weir.coordinator.cluster;
