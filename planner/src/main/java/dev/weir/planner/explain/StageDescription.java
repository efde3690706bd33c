package dev.weir.planner.explain;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.Colocation;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.planner.physical.Estimates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Describes stages: one node a stage, the root stage first, its operators below. Columns are named after where they
/// come from.
public final class StageDescription {
    private final Estimates estimates;
    private final PlanMetrics metrics;
    private final ScanNotes notes;
    private final Map<Integer, List<String>> stageNames = new HashMap<>();
    private final Map<Integer, List<String>> sharedNames = new HashMap<>();
    /// By runtime filter that travels, the stage that makes it.
    private final Map<Integer, Integer> makers = new HashMap<>();
    private int node;

    private StageDescription(DistributedPlan plan, Estimates estimates, PlanMetrics metrics, ScanNotes notes) {
        plan.filters().forEach(filter -> makers.put(filter.filter(), filter.producer()));
        this.notes = notes;
        this.estimates = estimates;
        this.metrics = metrics;
    }

    private record Described(PlanNode node, List<String> names) {}

    /// @param estimates null leaves estimates out
    public static List<PlanNode> of(DistributedPlan plan, Estimates estimates, PlanMetrics metrics, ScanNotes notes) {
        StageDescription description = new StageDescription(plan, estimates, metrics, notes);
        List<PlanNode> stages = new ArrayList<>();
        for (Fragment fragment : plan.fragments()) {
            description.node = 0;
            Described root = description.describe(fragment.root(), fragment.stage());
            description.stageNames.put(fragment.stage(), root.names());
            String site = switch (fragment.site()) {
                case Site.Domain(String name) -> name;
                case Site.Coordinator _ -> "coordinator";
            };
            List<String> details = new ArrayList<>(List.of("at " + site, fragment.parallel() ? "a task a worker" : "one task"));
            for (Colocation colocation : fragment.colocations()) {
                details.add("a range of " + String.join(" = ", keys(colocation, fragment.root())) + " each");
            }
            stages.addFirst(new PlanNode("Stage " + fragment.stage(), details, Double.NaN, "", List.of(root.node())));
        }
        return stages;
    }

    /// The columns by which scans are cut, in the order of the plan.
    private static List<String> keys(Colocation colocation, PhysicalPlan plan) {
        List<String> names = new ArrayList<>();
        if (plan instanceof PhysicalPlan.Scan scan) {
            for (Colocation.Key key : colocation.keys()) {
                if (key.scan() == scan.id()) {
                    names.add(scan.columns().get(key.column()).name());
                }
            }
        }
        plan.children().forEach(child -> names.addAll(keys(colocation, child)));
        return names;
    }

    /// The text of all stages.
    public static String text(DistributedPlan plan, Estimates estimates, PlanMetrics metrics) {
        StringBuilder text = new StringBuilder();
        for (PlanNode stage : of(plan, estimates, metrics, ScanNotes.NONE)) {
            text.append(PlanText.of(stage));
        }
        return text.toString();
    }

    private Described describe(PhysicalPlan plan, int stage) {
        int place = node++;
        List<Described> inputs = new ArrayList<>();
        if (plan instanceof PhysicalPlan.With with) {
            for (PhysicalPlan.With.Definition definition : with.definitions()) {
                Described described = describe(definition.plan(), stage);
                sharedNames.put(definition.id(), described.names());
                inputs.add(described);
            }
            inputs.add(describe(with.body(), stage));
        } else {
            plan.children().forEach(child -> inputs.add(describe(child, stage)));
        }
        List<String> below = inputs.isEmpty() ? List.of() : inputs.getLast().names();
        List<String> details = new ArrayList<>();
        List<String> names = below;
        String operator;
        switch (plan) {
            case PhysicalPlan.Scan scan -> {
                operator = "Scan";
                names = scan.columns().stream().map(PhysicalPlan.Scan.ScanColumn::name).toList();
                details.add(scan.table().toString());
                details.add(names.toString());
                add(details, "filter: ", scan.filter(), names);
                filters(details, "narrowed by ", scan.runtimeFilters(), names, stage);
                details.addAll(notes.of(scan.table(), names));
            }
            case PhysicalPlan.Values values -> {
                operator = "Values";
                details.add(values.rows().size() + (values.rows().size() == 1 ? " row" : " rows"));
                names = numbered("value", values.types().size());
            }
            case PhysicalPlan.ExchangeSource source -> {
                operator = source.merge().isEmpty() ? "Receive" : "Merge";
                names = stageNames.get(source.stage());
                details.add("stage " + source.stage());
                if (!source.merge().isEmpty()) {
                    details.add(keys(source.merge(), names));
                }
            }
            case PhysicalPlan.Filter filter -> {
                operator = "Filter";
                add(details, "", filter.predicate(), below);
            }
            case PhysicalPlan.Project project -> {
                operator = "Project";
                List<String> made = new ArrayList<>();
                project.expressions().forEach(expression -> made.add(text(expression, below)));
                names = made;
                details.add(made.toString());
            }
            case PhysicalPlan.Aggregate aggregate -> {
                operator = "Aggregate " + aggregate.step().name().toLowerCase(Locale.ROOT);
                List<String> made = new ArrayList<>();
                aggregate.keys().forEach(key -> made.add(below.get(key)));
                details.add("keys " + made);
                for (AggregateCall call : aggregate.calls()) {
                    String text = call(call, below, aggregate.step() == PhysicalPlan.Aggregate.Step.FINAL);
                    details.add(text);
                    int width = aggregate.step() == PhysicalPlan.Aggregate.Step.PARTIAL ? call.signature().intermediate().size() : 1;
                    for (int i = 0; i < width; i++) {
                        made.add(text);
                    }
                }
                names = made;
            }
            case PhysicalPlan.HashJoin join -> {
                operator = "Join " + kind(join.kind()) + (join.nullAware() ? " null-aware" : "");
                List<String> both = new ArrayList<>(inputs.get(0).names());
                both.addAll(inputs.get(1).names());
                List<String> pairs = new ArrayList<>();
                for (int i = 0; i < join.probeKeys().size(); i++) {
                    pairs.add(inputs.get(0).names().get(join.probeKeys().get(i)) + (join.nullsEqual().get(i) ? " IS NOT DISTINCT FROM " : " = ")
                            + inputs.get(1).names().get(join.buildKeys().get(i)));
                }
                details.add(String.join(" AND ", pairs));
                add(details, "also: ", join.residual(), both);
                filters(details, "makes ", join.filters(), join.buildKeys().stream().map(inputs.get(1).names()::get).toList(), stage);
                names = output(join.output(), both, join.kind());
            }
            case PhysicalPlan.NestedLoopJoin join -> {
                operator = "Nested loop join " + kind(join.kind());
                List<String> both = new ArrayList<>(inputs.get(0).names());
                both.addAll(inputs.get(1).names());
                add(details, "", join.condition(), both);
                names = output(join.output(), both, join.kind());
            }
            case PhysicalPlan.Sort sort -> {
                operator = "Sort";
                details.add(keys(sort.keys(), below));
            }
            case PhysicalPlan.TopN top -> {
                operator = "TopN";
                details.add(top.count() + (top.offset() == 0 ? "" : " offset " + top.offset()) + " by " + keys(top.keys(), below));
            }
            case PhysicalPlan.Window window -> {
                operator = "Window";
                details.add("partition by " + window.keys().subList(0, window.partitionKeys()).stream().map(key -> below.get(key.column())).toList());
                if (window.partitionKeys() < window.keys().size()) {
                    details.add("sort " + keys(window.keys().subList(window.partitionKeys(), window.keys().size()), below));
                }
                if (window.top() != null) {
                    details.add(window.top().kind().name().toLowerCase(Locale.ROOT) + " <= " + window.top().count());
                }
                List<String> made = new ArrayList<>(below);
                for (WindowCall call : window.calls()) {
                    String text = call(call, below);
                    details.add(text + over(call, window, below));
                    made.add(text);
                }
                names = made;
            }
            case PhysicalPlan.Limit limit -> {
                operator = "Limit";
                details.add((limit.count() == Long.MAX_VALUE ? "all" : limit.count()) + (limit.offset() == 0 ? "" : " offset " + limit.offset()));
            }
            case PhysicalPlan.Union _ -> {
                operator = "Union";
                names = inputs.getFirst().names();
            }
            case PhysicalPlan.AssertSingleRow _ -> operator = "AssertSingleRow";
            case PhysicalPlan.Repeat repeat -> {
                operator = "Repeat";
                details.add(below.get(repeat.count()));
                List<String> kept = new ArrayList<>(below);
                kept.remove(repeat.count());
                names = kept;
            }
            case PhysicalPlan.With with -> {
                operator = "With";
                with.definitions().forEach(definition -> details.add("shared " + definition.id()));
            }
            case PhysicalPlan.SharedRef reference -> {
                operator = "SharedRef";
                details.add("shared " + reference.id());
                names = sharedNames.get(reference.id());
            }
            case PhysicalPlan.ExchangeSink sink -> {
                operator = "Send";
                details.add(switch (sink.partitioning()) {
                    case Partitioning.Single _ -> "to one task";
                    case Partitioning.Broadcast _ -> "to every task";
                    case Partitioning.Hash(List<Integer> columns) -> "by hash of " + columns.stream().map(below::get).toList();
                    case Partitioning.RoundRobin _ -> "round robin";
                });
            }
            case PhysicalPlan.ClientOutput output -> {
                operator = "Output";
                details.add(output.names().toString());
                names = output.names();
            }
        }
        double rows = estimates == null ? Double.NaN : estimates.of(plan).rows();
        String measured = metrics.of(stage, place).map(MetricsText::of).orElse("");
        return new Described(new PlanNode(operator, details, rows, measured, inputs.stream().map(Described::node).toList()), names);
    }

    private static String call(AggregateCall call, List<String> below, boolean last) {
        if (last) {
            return below.get(call.arguments().getFirst());
        }
        List<String> arguments = call.arguments().stream().map(below::get).toList();
        return call.function().name() + "(" + (call.distinct() ? "distinct " : "") + (arguments.isEmpty() ? "*" : String.join(", ", arguments)) + ")"
                + (call.filter() < 0 ? "" : " filter " + below.get(call.filter()));
    }

    private static String call(WindowCall call, List<String> below) {
        List<String> arguments = call.arguments().stream().map(below::get).toList();
        boolean star = call.function().name().equals("count") && arguments.isEmpty();
        return call.function().name() + "(" + (star ? "*" : String.join(", ", arguments)) + ")" + (call.ignoreNulls() ? " ignore nulls" : "");
    }

    /// What of the node's keys a call uses, where that is less than all, and its frame.
    private static String over(WindowCall call, PhysicalPlan.Window window, List<String> below) {
        StringBuilder text = new StringBuilder();
        int ordered = call.partitionKeys() + call.orderKeys();
        if (call.partitionKeys() != window.partitionKeys() || ordered != window.keys().size()) {
            text.append(" over ").append(window.keys().subList(0, call.partitionKeys()).stream().map(key -> below.get(key.column())).toList());
            if (call.orderKeys() > 0) {
                text.append(" by ").append(keys(window.keys().subList(call.partitionKeys(), ordered), below));
            }
        }
        if (call.function().kind().usesFrame() && !call.frame().equals(WindowFrame.PARTITION)) {
            text.append(' ').append(FrameText.of(call.frame().unit(), bound(call.frame().start(), below), bound(call.frame().end(), below), call.frame().exclusion()));
        }
        return text.toString();
    }

    private static String bound(WindowFrame.Bound bound, List<String> below) {
        int shown = bound.limit() >= 0 ? bound.limit() : bound.offset();
        return FrameText.bound(bound.kind(), shown < 0 ? "" : below.get(shown));
    }

    private static void add(List<String> details, String what, Expression expression, List<String> names) {
        if (expression != null) {
            details.add(what + text(expression, names));
        }
    }

    private void filters(List<String> details, String what, List<RuntimeFilter> filters, List<String> names, int stage) {
        if (!filters.isEmpty()) {
            List<String> texts = new ArrayList<>();
            filters.forEach(filter -> {
                int maker = makers.getOrDefault(filter.id(), stage);
                texts.add("filter " + filter.id() + (maker == stage ? "" : " of stage " + maker) + " on " + names.get(filter.column())
                        + (maker == stage || filter.waitMillis() == 0 ? "" : " (waits " + MetricsText.millis(filter.waitMillis() * 1_000_000L) + " at most)"));
            });
            details.add(what + String.join(", ", texts));
        }
    }

    private static String text(Expression expression, List<String> names) {
        return ExpressionText.of(expression, names::get);
    }

    private static String keys(List<SortKey> keys, List<String> names) {
        List<String> texts = new ArrayList<>();
        keys.forEach(key -> texts.add(names.get(key.column()) + (key.descending() ? " desc" : "") + (key.nullsFirst() ? " nulls first" : "")));
        return String.join(", ", texts);
    }

    private static List<String> output(List<Integer> output, List<String> both, JoinKind kind) {
        List<String> names = new ArrayList<>();
        output.forEach(column -> names.add(both.get(column)));
        if (kind == JoinKind.MARK) {
            names.add("mark");
        }
        return names;
    }

    private static List<String> numbered(String name, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(name + (i + 1));
        }
        return names;
    }

    private static String kind(JoinKind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
