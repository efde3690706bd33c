package dev.weir.coordinator.schedule;

import dev.weir.coordinator.cluster.WorkerNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All tasks of a query. Made once; tasks do not move.
///
/// @param stages   tasks by stage, in task order; producers before consumers
/// @param root     the task whose output is the result
/// @param policies by domain that is scanned, the version of its policy that its workers announced
public record Placement(String query, Map<Integer, List<TaskAssignment>> stages, TaskAssignment root, Map<String, String> policies) {
    public Placement {
        stages = new LinkedHashMap<>(stages);
        policies = Map.copyOf(policies);
    }

    /// Tasks by worker, in the order of stages.
    public Map<WorkerNode, List<TaskAssignment>> byWorker() {
        Map<WorkerNode, List<TaskAssignment>> workers = new LinkedHashMap<>();
        for (List<TaskAssignment> tasks : stages.values()) {
            for (TaskAssignment task : tasks) {
                workers.computeIfAbsent(task.worker(), _ -> new ArrayList<>()).add(task);
            }
        }
        return workers;
    }
}
