package dev.weir.planner.distribute;

import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings the rows of each partition into one task: as they lie, by hash of the partition's keys, or all into one task.
final class WindowPlacement {
    private final Distributor distributor;

    WindowPlacement(Distributor distributor) {
        this.distributor = distributor;
    }

    OpenStage place(PhysicalPlan.Window window) {
        OpenStage input = distributor.place(window.input());
        if (!input.parallel()) {
            return input.over(over(window, input), input.layout());
        }
        List<Integer> keys = new ArrayList<>();
        for (SortKey key : window.keys().subList(0, window.partitionKeys())) {
            keys.add(key.column());
        }
        Optional<OpenStage> whole = distributor.whole(input, keys, true);
        if (whole.isPresent()) {
            return whole.get().over(over(window, whole.get()), whole.get().layout());
        }
        OpenStage sent = window.top() == null ? input : input.over(firstRows(window, input), input.layout());
        if (keys.isEmpty()) {
            OpenStage gathered = distributor.gather(sent, sent.site());
            return gathered.over(over(window, gathered));
        }
        OpenStage received = distributor.send(sent, sent.site(), true, new Partitioning.Hash(keys));
        return received.over(over(window, received), RowLayout.byHash(keys));
    }

    private PhysicalPlan over(PhysicalPlan.Window window, OpenStage input) {
        return distributor.note(window.withChildren(List.of(input.plan())), window);
    }

    /// What each task leaves away before it sends.
    private PhysicalPlan firstRows(PhysicalPlan.Window window, OpenStage input) {
        PhysicalPlan.Window first = new PhysicalPlan.Window(input.plan(), window.keys(), window.partitionKeys(), List.of(), window.top());
        return distributor.noteRows(first, Math.min(distributor.rows(input), distributor.estimated(window) * distributor.tasks(input.site())));
    }
}
