/// The worker as a process on the network: one port for Flight and control, registration, heartbeats.
///
/// Read {@link dev.weir.worker.control.WorkerServer}, `WorkerControlService` (the calls), `OrderCodec` (what may arrive)
/// and {@link dev.weir.worker.control.CoordinatorLink}. Must not import planner or coordinator.
package dev.weir.worker.control;
