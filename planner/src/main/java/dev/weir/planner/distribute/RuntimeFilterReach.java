package dev.weir.planner.distribute;

import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.planner.physical.Estimates;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Leaves runtime filters only where they reach: join and scan in the same stage. A task holds the whole build side of
/// such a join (it was sent to every task), or its scan lies behind an exchange and is not reached; so what one task
/// publishes is complete for the rows of that task.
final class RuntimeFilterReach {
    private final Estimates estimates;

    RuntimeFilterReach(Estimates estimates) {
        this.estimates = estimates;
    }

    List<Fragment> within(List<Fragment> fragments) {
        List<Fragment> reached = new ArrayList<>();
        for (Fragment fragment : fragments) {
            Set<Integer> made = new HashSet<>();
            Set<Integer> wanted = new HashSet<>();
            collect(fragment.root(), made, wanted);
            made.retainAll(wanted);
            reached.add(new Fragment(fragment.stage(), keep(fragment.root(), made), fragment.site(), fragment.parallel(), fragment.inputs()));
        }
        return reached;
    }

    private static void collect(PhysicalPlan plan, Set<Integer> made, Set<Integer> wanted) {
        if (plan instanceof PhysicalPlan.HashJoin join) {
            join.filters().forEach(filter -> made.add(filter.id()));
        }
        if (plan instanceof PhysicalPlan.Scan scan) {
            scan.runtimeFilters().forEach(filter -> wanted.add(filter.id()));
        }
        for (PhysicalPlan child : plan.children()) {
            collect(child, made, wanted);
        }
    }

    private PhysicalPlan keep(PhysicalPlan plan, Set<Integer> ids) {
        List<PhysicalPlan> children = new ArrayList<>();
        for (PhysicalPlan child : plan.children()) {
            children.add(keep(child, ids));
        }
        PhysicalPlan kept = plan.withChildren(children);
        if (kept instanceof PhysicalPlan.HashJoin join && only(join.filters(), ids).size() < join.filters().size()) {
            kept = new PhysicalPlan.HashJoin(join.kind(), join.probe(), join.build(), join.probeKeys(), join.buildKeys(), join.nullsEqual(),
                    join.residual(), join.nullAware(), join.output(), only(join.filters(), ids), join.estimatedRows());
        } else if (kept instanceof PhysicalPlan.Scan scan && only(scan.runtimeFilters(), ids).size() < scan.runtimeFilters().size()) {
            kept = new PhysicalPlan.Scan(scan.id(), scan.table(), scan.snapshot(), scan.columns(), scan.filter(), scan.access(),
                    only(scan.runtimeFilters(), ids), scan.estimatedRows());
        }
        return kept == plan ? plan : estimates.put(kept, estimates.of(plan));
    }

    private static List<RuntimeFilter> only(List<RuntimeFilter> filters, Set<Integer> ids) {
        List<RuntimeFilter> kept = new ArrayList<>();
        for (RuntimeFilter filter : filters) {
            if (ids.contains(filter.id())) {
                kept.add(filter);
            }
        }
        return kept;
    }
}
