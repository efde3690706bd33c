package dev.weir.worker.task;

import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TaskId;
import dev.weir.worker.exchange.Exchange;
import java.util.List;
import java.util.Map;

/// One task as the coordinator orders it.
///
/// @param splits    by scan id
/// @param consumers tasks that read its output
/// @param inputs    by producing stage, in task order
public record TaskSpec(
        TaskId id, Fragment fragment, Map<Integer, List<Split>> splits, int consumers, Map<Integer, List<Exchange.Location>> inputs) {
    /// Tasks that may read one output; more is no plan of ours.
    public static final int MOST_CONSUMERS = 4096;
}
