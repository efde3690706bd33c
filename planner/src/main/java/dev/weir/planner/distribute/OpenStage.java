package dev.weir.planner.distribute;

import dev.weir.exec.plan.Colocation;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A stage that is still growing upwards.
///
/// @param site        where it runs; null when it reads nothing but constants and may run anywhere, also several times
/// @param parallel    whether it runs as several tasks, each with a part of the rows
/// @param layout      how the rows lie with the tasks
/// @param pinned      whether it reads a shared result and so cannot be cut off from the stage that computes it
/// @param inputs      stages that it receives from
/// @param colocations scans that have to be cut at the same values
record OpenStage(
        PhysicalPlan plan, Site site, boolean parallel, RowLayout layout, boolean pinned, List<Integer> inputs, List<Colocation> colocations) {
    OpenStage {
        inputs = List.copyOf(inputs);
        colocations = List.copyOf(colocations);
    }

    boolean floating() {
        return site == null;
    }

    /// Goes on with another plan on top, whose columns are no longer where they were.
    OpenStage over(PhysicalPlan newPlan) {
        return over(newPlan, RowLayout.ANYHOW);
    }

    OpenStage over(PhysicalPlan newPlan, RowLayout newLayout) {
        return new OpenStage(newPlan, site, parallel, newLayout, pinned, inputs, colocations);
    }

    /// One stage that does the work of both.
    OpenStage with(OpenStage other, PhysicalPlan newPlan, RowLayout newLayout) {
        List<Integer> received = new ArrayList<>(inputs);
        received.addAll(other.inputs);
        List<Colocation> together = new ArrayList<>(colocations);
        together.addAll(other.colocations);
        return new OpenStage(
                newPlan, site == null ? other.site : site, parallel || other.parallel, newLayout, pinned || other.pinned, received, together);
    }

    /// Whether the rows lie by these keys' ranges without anyone asking for it anew.
    boolean isColocated(Set<Colocation.Key> keys) {
        for (Colocation colocation : colocations) {
            if (colocation.keys().containsAll(keys)) {
                return true;
            }
        }
        return false;
    }

    /// The stage with the scans of these keys cut at the same values. A scan is cut by one column only: the layout loses what
    /// it could have been cut by besides.
    OpenStage colocated(Set<Colocation.Key> keys) {
        Set<Colocation.Key> all = new HashSet<>(keys);
        List<Colocation> changed = new ArrayList<>();
        for (Colocation colocation : colocations) {
            if (Collections.disjoint(colocation.keys(), keys)) {
                changed.add(colocation);
            } else {
                all.addAll(colocation.keys());
            }
        }
        changed.add(new Colocation(all));
        List<RowLayout.Ranged> ranged = new ArrayList<>();
        for (RowLayout.Ranged candidate : layout.ranged()) {
            if (!Collections.disjoint(candidate.keys(), all)) {
                ranged.add(new RowLayout.Ranged(candidate.column(), all));
            } else if (!candidate.sharesScan(all)) {
                ranged.add(candidate);
            }
        }
        return new OpenStage(plan, site, parallel, new RowLayout(layout.hash(), ranged), pinned, inputs, changed);
    }
}
