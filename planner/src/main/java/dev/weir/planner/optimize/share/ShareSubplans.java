package dev.weir.planner.optimize.share;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.TableName;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.cost.PlanCost;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import dev.weir.planner.optimize.unnest.FreshColumns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes equal parts of a plan one shared result, the largest first, where reading tables and joining again would cost much
/// more than keeping the rows: a shared result is held by one task, and no runtime filter of what reads it narrows it.
///
/// Sound because the parts give the same rows ({@link MergePlans}), and one scan of a table is as good as another: what the
/// user may see of it is the same in the whole query.
public final class ShareSubplans {
    /// How many times the price of keeping the rows must be saved.
    private static final double GAIN = 8;
    /// Saving less is not worth a breaker between pipelines, in values read.
    private static final double LEAST_SAVING = 20_000;

    private final PassContext context;
    private final List<LogicalPlan> nodes = new ArrayList<>();
    /// By position in `nodes`, the position behind the last node of the subtree.
    private final List<Integer> ends = new ArrayList<>();
    private final Map<LogicalPlan, Integer> fingerprints = new IdentityHashMap<>();
    /// Positions of nodes that a limit may stop early: kept rows would all be computed.
    private final Set<Integer> stopped = new HashSet<>();

    private ShareSubplans(PassContext context) {
        this.context = context;
    }

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        if (!(plan instanceof LogicalPlan.Output output) || !hoisted(output)) {
            return plan;
        }
        LogicalPlan.Output current = output;
        while (true) {
            LogicalPlan.Output next = repeatsTable(current, new HashSet<>()) ? new ShareSubplans(context).shareOne(current) : current;
            if (next == current) {
                return current;
            }
            current = next;
        }
    }

    /// Whether shared results are defined at the root only: a definition added there sees all that its parts may read.
    private static boolean hoisted(LogicalPlan.Output output) {
        List<LogicalPlan> below = output.input() instanceof LogicalPlan.With with ? with.children() : List.of(output.input());
        return below.stream().noneMatch(ShareSubplans::definesShared);
    }

    private static boolean definesShared(LogicalPlan plan) {
        return plan instanceof LogicalPlan.With || plan.children().stream().anyMatch(ShareSubplans::definesShared);
    }

    private static boolean repeatsTable(LogicalPlan plan, Set<TableName> seen) {
        return plan instanceof LogicalPlan.Scan scan && !seen.add(scan.table().name())
                || plan.children().stream().anyMatch(child -> repeatsTable(child, seen));
    }

    /// The places of one shared result.
    ///
    /// @param positions of the places in `nodes`
    /// @param columns   by place, by id there, the column of `plan`
    private record Group(LogicalPlan plan, List<Integer> positions, List<Map<Integer, Expression>> columns) {
        int uses() {
            return positions.size();
        }
    }

    private LogicalPlan.Output shareOne(LogicalPlan.Output output) {
        list(output, false);
        PlanEstimator estimator = null;
        for (int i = 0; i < nodes.size(); i++) {
            if (mayBeShared(nodes.get(i)) && !stopped.contains(i)) {
                Group group = group(i);
                if (group.uses() > 1) {
                    estimator = estimator == null ? context.estimator(output) : estimator;
                    if (pays(group, estimator)) {
                        return shared(output, group);
                    }
                }
            }
        }
        return output;
    }

    private void list(LogicalPlan plan, boolean mayStop) {
        int position = nodes.size();
        nodes.add(plan);
        ends.add(0);
        if (mayStop) {
            stopped.add(position);
        }
        boolean below = plan instanceof LogicalPlan.Limit
                || mayStop && !(plan instanceof LogicalPlan.Sort || plan instanceof LogicalPlan.Aggregate || plan instanceof LogicalPlan.Window);
        plan.children().forEach(child -> list(child, below));
        ends.set(position, nodes.size());
        fingerprints.put(plan, Fingerprint.of(plan, fingerprints));
    }

    /// What orders its rows would lose the order, and what only passes columns on shares no work of its own.
    private static boolean mayBeShared(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Scan scan -> scan.filter() != null;
            case LogicalPlan.Project project -> !project.expressions().stream().allMatch(expression -> expression instanceof Expression.Column);
            case LogicalPlan.Filter _, LogicalPlan.Aggregate _, LogicalPlan.Join _, LogicalPlan.SetOperation _, LogicalPlan.Window _ -> true;
            case LogicalPlan.Values _, LogicalPlan.Sort _, LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _, LogicalPlan.With _,
                 LogicalPlan.SharedRef _, LogicalPlan.Output _ -> false;
        };
    }

    private Group group(int first) {
        LogicalPlan merged = nodes.get(first);
        List<Integer> positions = new ArrayList<>(List.of(first));
        List<Map<Integer, Expression>> columns = new ArrayList<>(List.of(Map.of()));
        int next = ends.get(first);
        while (next < nodes.size()) {
            boolean alike = !stopped.contains(next) && fingerprints.get(nodes.get(next)).equals(fingerprints.get(nodes.get(first)));
            MergePlans.Merged same = alike ? MergePlans.merge(merged, nodes.get(next)) : null;
            if (same != null) {
                merged = same.plan();
                positions.add(next);
                columns.add(same.columns());
            }
            next = same == null ? next + 1 : ends.get(next);
        }
        return new Group(merged, positions, columns);
    }

    private boolean pays(Group group, PlanEstimator estimator) {
        Set<Integer> used = usedOutside(group);
        Set<LogicalColumn> kept = new HashSet<>();
        for (int i = 0; i < group.uses(); i++) {
            for (LogicalColumn column : nodes.get(group.positions().get(i)).columns()) {
                if (used.contains(column.id())) {
                    kept.add(source(column, group.columns().get(i), group.plan()));
                }
            }
        }
        double saved = (group.uses() - 1) * PlanCost.of(group.plan(), estimator);
        double price = PlanCost.shared(estimator.estimate(group.plan()).rows(), kept.size(), group.uses());
        return saved >= LEAST_SAVING && saved >= GAIN * price;
    }

    private Set<Integer> usedOutside(Group group) {
        Set<Integer> used = new HashSet<>();
        int next = 0;
        while (next < nodes.size()) {
            LogicalPlan node = nodes.get(next);
            boolean outside = !group.positions().contains(next);
            if (outside) {
                ColumnUses.expressions(node).forEach(expression -> ColumnUses.collect(expression, used));
            }
            if (node instanceof LogicalPlan.SetOperation || node instanceof LogicalPlan.With) {
                node.children().forEach(child -> used.addAll(ColumnUses.outputs(child)));
            }
            next = outside ? next + 1 : ends.get(next);
        }
        return used;
    }

    private static LogicalColumn source(LogicalColumn column, Map<Integer, Expression> columns, LogicalPlan plan) {
        int id = columns.get(column.id()) instanceof Expression.Column other ? other.index() : column.id();
        return plan.columns().stream().filter(candidate -> candidate.id() == id).findFirst().orElseThrow();
    }

    private LogicalPlan.Output shared(LogicalPlan.Output output, Group group) {
        FreshColumns.Copy copy = FreshColumns.of(group.plan(), context);
        int id = context.newDefinition();
        Map<LogicalPlan, LogicalPlan> references = new IdentityHashMap<>();
        for (int i = 0; i < group.uses(); i++) {
            LogicalPlan place = nodes.get(group.positions().get(i));
            List<LogicalColumn> sources = new ArrayList<>();
            for (LogicalColumn column : place.columns()) {
                sources.add(copied(source(column, group.columns().get(i), group.plan()), copy));
            }
            references.put(place, new LogicalPlan.SharedRef(id, place.columns(), sources));
        }
        LogicalPlan.With.Definition definition = new LogicalPlan.With.Definition(id, null, copy.plan());
        if (!(output.input() instanceof LogicalPlan.With with)) {
            return new LogicalPlan.Output(new LogicalPlan.With(List.of(definition), replaced(output.input(), references)), output.names(), output.columns());
        }
        // in front of the first that reads it: what its parts read is defined earlier still
        List<LogicalPlan.With.Definition> definitions = new ArrayList<>();
        boolean placed = false;
        for (LogicalPlan.With.Definition other : with.definitions()) {
            LogicalPlan plan = replaced(other.plan(), references);
            if (plan != other.plan() && !placed) {
                definitions.add(definition);
                placed = true;
            }
            definitions.add(new LogicalPlan.With.Definition(other.id(), other.name(), plan));
        }
        if (!placed) {
            definitions.add(definition);
        }
        return new LogicalPlan.Output(new LogicalPlan.With(definitions, replaced(with.body(), references)), output.names(), output.columns());
    }

    private static LogicalColumn copied(LogicalColumn column, FreshColumns.Copy copy) {
        LogicalColumn fresh = copy.columns().get(column.id());
        return copy.plan().columns().stream().filter(candidate -> candidate.id() == fresh.id()).findFirst().orElseThrow();
    }

    private static LogicalPlan replaced(LogicalPlan plan, Map<LogicalPlan, LogicalPlan> references) {
        LogicalPlan reference = references.get(plan);
        if (reference != null) {
            return reference;
        }
        List<LogicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(replaced(child, references)));
        return children.isEmpty() ? plan : plan.withChildren(children);
    }
}
