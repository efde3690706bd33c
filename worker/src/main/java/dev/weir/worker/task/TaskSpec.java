package dev.weir.worker.task;

import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TaskId;
import dev.weir.worker.exchange.Exchange;
import java.util.List;
import java.util.Map;

/// One task as the coordinator orders it.
///
/// @param splits        by scan id
/// @param consumers     tasks that read its output
/// @param inputs        by producing stage, in task order
/// @param filterOutputs runtime filters that it makes for tasks elsewhere
/// @param filterInputs  runtime filters that it takes from tasks elsewhere
public record TaskSpec(
        TaskId id, Fragment fragment, Map<Integer, List<Split>> splits, int consumers, Map<Integer, List<Exchange.Location>> inputs,
        List<FilterOutput> filterOutputs, List<FilterInput> filterInputs) {
    /// Tasks that may read one output; more is no plan of ours.
    public static final int MOST_CONSUMERS = 4096;

    public TaskSpec {
        filterOutputs = List.copyOf(filterOutputs);
        filterInputs = List.copyOf(filterInputs);
    }

    /// @param consumers tasks that read it, a partition each
    /// @param parts     tasks that make a part of the filter each; 1: this one makes all of it
    public record FilterOutput(int filter, int consumers, int parts) {}

    /// @param parts that together are the filter
    public record FilterInput(int filter, List<FilterPart> parts) {
        public FilterInput {
            parts = List.copyOf(parts);
        }
    }

    /// @param task      that makes it
    /// @param partition of it that this task reads
    public record FilterPart(Exchange.Location task, int partition) {}
}
