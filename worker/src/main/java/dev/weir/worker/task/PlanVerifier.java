package dev.weir.worker.task;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Split;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Refuses fragments that no planner of ours would send to this domain. The scan is the reference monitor; this makes sure
/// that rows enter by no other door and that a scan reads the files of the table that it names.
public final class PlanVerifier {
    private final String domain;
    private final TableDirectory directory;

    public PlanVerifier(String domain, TableDirectory directory) {
        this.domain = domain;
        this.directory = directory;
    }

    public void verify(TaskSpec task) {
        Fragment fragment = task.fragment();
        if (fragment.stage() != task.id().stage() || task.id().isFilter()) {
            throw refused("fragment of another stage");
        }
        if (task.consumers() < 1 || task.consumers() > TaskSpec.MOST_CONSUMERS) {
            throw refused("impossible number of consumers: " + task.consumers());
        }
        boolean ends = fragment.root() instanceof PhysicalPlan.ExchangeSink || fragment.root() instanceof PhysicalPlan.ClientOutput;
        if (!ends) {
            throw refused("fragment does not end in an exchange or a client");
        }
        PhysicalPlan input = fragment.root().children().getFirst();
        Map<Integer, PhysicalPlan.Scan> scans = new HashMap<>();
        Set<Integer> stages = new HashSet<>();
        walk(input, scans, stages);
        for (int stage : stages) {
            List<?> producers = task.inputs().get(stage);
            if (producers == null || producers.isEmpty()) {
                throw refused("no tasks given for stage " + stage);
            }
        }
        verifyFilters(task);
        for (Map.Entry<Integer, List<Split>> splits : task.splits().entrySet()) {
            PhysicalPlan.Scan scan = scans.get(splits.getKey());
            if (scan == null) {
                throw refused("splits for no scan: " + splits.getKey());
            }
            for (Split split : splits.getValue()) {
                verify(scan, split);
            }
        }
    }

    /// A filter goes out that a join of the fragment makes and comes in for a scan of it.
    private static void verifyFilters(TaskSpec task) {
        Set<Integer> made = new HashSet<>();
        Set<Integer> wanted = new HashSet<>();
        collectFilters(task.fragment().root(), made, wanted);
        for (TaskSpec.FilterOutput output : task.filterOutputs()) {
            if (!made.remove(output.filter()) || output.consumers() < 1 || output.consumers() > TaskSpec.MOST_CONSUMERS
                    || output.parts() < 1 || output.parts() > TaskSpec.MOST_CONSUMERS) {
                throw refused("runtime filter that cannot be made: " + output.filter());
            }
        }
        for (TaskSpec.FilterInput input : task.filterInputs()) {
            if (!wanted.remove(input.filter()) || input.parts().isEmpty() || input.parts().size() > TaskSpec.MOST_CONSUMERS) {
                throw refused("runtime filter that nothing is narrowed by: " + input.filter());
            }
        }
    }

    private static void collectFilters(PhysicalPlan plan, Set<Integer> made, Set<Integer> wanted) {
        if (plan instanceof PhysicalPlan.HashJoin join) {
            join.filters().forEach(filter -> made.add(filter.id()));
        } else if (plan instanceof PhysicalPlan.Scan scan) {
            scan.runtimeFilters().forEach(filter -> wanted.add(filter.id()));
        }
        for (PhysicalPlan child : plan.children()) {
            collectFilters(child, made, wanted);
        }
    }

    private void walk(PhysicalPlan plan, Map<Integer, PhysicalPlan.Scan> scans, Set<Integer> stages) {
        switch (plan) {
            case PhysicalPlan.Scan scan -> {
                if (!scan.table().domain().equals(domain)) {
                    throw refused("scan of another domain: " + scan.table());
                }
                if (scans.put(scan.id(), scan) != null) {
                    throw refused("two scans with one id: " + scan.id());
                }
                directory.verify(scan);
            }
            case PhysicalPlan.ExchangeSource source -> stages.add(source.stage());
            case PhysicalPlan.ExchangeSink _, PhysicalPlan.ClientOutput _ -> throw refused("output within a fragment");
            case PhysicalPlan.Values _, PhysicalPlan.SharedRef _, PhysicalPlan.Filter _, PhysicalPlan.Project _, PhysicalPlan.Aggregate _,
                    PhysicalPlan.HashJoin _, PhysicalPlan.NestedLoopJoin _, PhysicalPlan.Sort _, PhysicalPlan.TopN _, PhysicalPlan.Window _, PhysicalPlan.Limit _,
                    PhysicalPlan.Union _, PhysicalPlan.AssertSingleRow _, PhysicalPlan.Repeat _, PhysicalPlan.With _ -> {
                for (PhysicalPlan child : plan.children()) {
                    walk(child, scans, stages);
                }
            }
        }
    }

    private void verify(PhysicalPlan.Scan scan, Split split) {
        String path = split.path();
        if (path.isEmpty() || path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0) {
            throw refused("path: " + path);
        }
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw refused("path: " + path);
            }
        }
        directory.verify(scan, split);
    }

    static QueryException refused(String why) {
        return new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "Plan is not permitted: " + why);
    }
}
