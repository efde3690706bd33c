package dev.weir.coordinator.schedule;

import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TaskId;
import java.util.List;
import java.util.Map;

/// One task and where it runs.
///
/// @param splits    by scan id
/// @param consumers tasks that read its output
/// @param filters   the runtime filters that it exchanges with tasks of other stages
public record TaskAssignment(
        TaskId id, Fragment fragment, WorkerNode worker, Map<Integer, List<Split>> splits, int consumers, FilterRoutes.OfTask filters) {
    public TaskAssignment {
        splits = Map.copyOf(splits);
    }

    TaskAssignment with(FilterRoutes.OfTask routes) {
        return new TaskAssignment(id, fragment, worker, splits, consumers, routes);
    }
}
