package dev.weir.planner.distribute;

import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.planner.physical.Estimates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What runtime filters from elsewhere are thought to leave of a part of the plan. Its own estimates know of the joins in it,
/// not of those above and beside it that narrow its scans.
final class FilteredShare {
    /// How often a filter comes too late to spare anything.
    private static final double LATE = 0.1;

    private final Estimates estimates;
    private final Map<Integer, PhysicalPlan.HashJoin> makers = new HashMap<>();

    FilteredShare(PhysicalPlan whole, Estimates estimates) {
        this.estimates = estimates;
        for (PhysicalPlan node : nodes(whole)) {
            if (node instanceof PhysicalPlan.HashJoin join) {
                join.filters().forEach(filter -> makers.put(filter.id(), join));
            }
        }
    }

    /// The share of the part's rows that are expected in the end; several filters of one join count once.
    double of(PhysicalPlan part) {
        Set<PhysicalPlan.HashJoin> outside = Collections.newSetFromMap(new IdentityHashMap<>());
        Set<Integer> inside = new HashSet<>();
        List<PhysicalPlan> nodes = nodes(part);
        for (PhysicalPlan node : nodes) {
            if (node instanceof PhysicalPlan.HashJoin join) {
                join.filters().forEach(filter -> inside.add(filter.id()));
            }
        }
        for (PhysicalPlan node : nodes) {
            if (node instanceof PhysicalPlan.Scan scan) {
                for (RuntimeFilter filter : scan.runtimeFilters()) {
                    if (!inside.contains(filter.id())) {
                        outside.add(makers.get(filter.id()));
                    }
                }
            }
        }
        double share = 1;
        for (PhysicalPlan.HashJoin maker : outside) {
            share *= LATE + (1 - LATE) * estimates.of(maker).partnered();
        }
        return share;
    }

    private static List<PhysicalPlan> nodes(PhysicalPlan root) {
        List<PhysicalPlan> nodes = new ArrayList<>(List.of(root));
        for (int i = 0; i < nodes.size(); i++) {
            nodes.addAll(nodes.get(i).children());
        }
        return nodes;
    }
}
