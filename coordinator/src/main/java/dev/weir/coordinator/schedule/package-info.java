/// Runs distributed plans: where each task goes, what happens when something happens.
///
/// Read {@link dev.weir.coordinator.schedule.TaskPlacement} (with `SplitAssignment` and `ColocatedScans`: who reads what), {@link dev.weir.coordinator.schedule.QueryScheduler} (the pure
/// state machine: {@link dev.weir.coordinator.schedule.Event} in, {@link dev.weir.coordinator.schedule.Action} out),
/// {@link dev.weir.coordinator.schedule.RunningQuery} (its thin driver) and {@link dev.weir.coordinator.schedule.WorkerCalls}
/// (the only I/O). Of coordinator.query it sees `ResultStream` alone. Must not import worker or exec.operator.
package dev.weir.coordinator.schedule;
