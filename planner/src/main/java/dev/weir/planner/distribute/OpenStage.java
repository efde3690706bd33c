package dev.weir.planner.distribute;

import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import java.util.ArrayList;
import java.util.List;

/// A stage that is still growing upwards.
///
/// @param site     where it runs; null when it reads nothing but constants and may run anywhere, also several times
/// @param parallel whether it runs as several tasks, each with a part of the rows
/// @param hash     columns by whose hash the rows lie with the tasks; empty when they lie anyhow
/// @param pinned   whether it reads a shared result and so cannot be cut off from the stage that computes it
/// @param inputs   stages that it receives from
record OpenStage(PhysicalPlan plan, Site site, boolean parallel, List<Integer> hash, boolean pinned, List<Integer> inputs) {
    OpenStage {
        hash = List.copyOf(hash);
        inputs = List.copyOf(inputs);
    }

    boolean floating() {
        return site == null;
    }

    /// Goes on with another plan on top, whose columns are no longer where they were.
    OpenStage over(PhysicalPlan newPlan) {
        return new OpenStage(newPlan, site, parallel, List.of(), pinned, inputs);
    }

    OpenStage over(PhysicalPlan newPlan, List<Integer> newHash) {
        return new OpenStage(newPlan, site, parallel, newHash, pinned, inputs);
    }

    /// One stage that does the work of both.
    OpenStage with(OpenStage other, PhysicalPlan newPlan, List<Integer> newHash) {
        List<Integer> both = new ArrayList<>(inputs);
        both.addAll(other.inputs);
        return new OpenStage(newPlan, site == null ? other.site : site, parallel || other.parallel, newHash, pinned || other.pinned, both);
    }
}
