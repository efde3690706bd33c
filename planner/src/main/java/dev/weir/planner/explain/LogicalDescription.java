package dev.weir.planner.explain;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Describes logical plans.
public final class LogicalDescription {
    private final Map<Integer, String> names = new HashMap<>();
    private final PlanEstimator estimator;
    private final ScanNotes notes;

    private LogicalDescription(PlanEstimator estimator, ScanNotes notes) {
        this.notes = notes;
        this.estimator = estimator;
    }

    /// @param estimator null leaves estimates out
    public static PlanNode of(LogicalPlan plan, PlanEstimator estimator) {
        return of(plan, estimator, ScanNotes.NONE);
    }

    /// @param estimator null leaves estimates out
    public static PlanNode of(LogicalPlan plan, PlanEstimator estimator, ScanNotes notes) {
        LogicalDescription description = new LogicalDescription(estimator, notes);
        if (estimator != null) {
            estimator.estimate(plan);
        }
        description.name(plan);
        return description.describe(plan);
    }

    private PlanNode describe(LogicalPlan plan) {
        List<String> details = new ArrayList<>();
        String operator = switch (plan) {
            case LogicalPlan.Scan scan -> {
                details.add(scan.table().name().toString());
                details.add(columns(scan.columns()));
                if (scan.filter() != null) {
                    details.add("filter: " + text(scan.filter()));
                }
                details.addAll(notes.of(scan.table().name(), scan.sources().stream().map(source -> scan.table().columns().get(source).name()).toList()));
                yield "Scan";
            }
            case LogicalPlan.Values values -> {
                details.add(values.rows().size() + (values.rows().size() == 1 ? " row " : " rows ") + columns(values.columns()));
                yield "Values";
            }
            case LogicalPlan.Filter filter -> {
                details.add(text(filter.predicate()));
                yield "Filter";
            }
            case LogicalPlan.Project project -> {
                List<String> parts = new ArrayList<>();
                for (int i = 0; i < project.columns().size(); i++) {
                    LogicalColumn column = project.columns().get(i);
                    Expression expression = project.expressions().get(i);
                    boolean passed = expression instanceof Expression.Column source && source.index() == column.id();
                    parts.add(passed ? column.toString() : column + " := " + text(expression));
                }
                details.add("[" + String.join(", ", parts) + "]");
                yield "Project";
            }
            case LogicalPlan.Aggregate aggregate -> {
                details.add("keys " + columns(aggregate.keys()));
                for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
                    List<String> arguments = new ArrayList<>();
                    call.arguments().forEach(argument -> arguments.add(text(argument)));
                    details.add(call.output() + " := " + call.function().name() + "(" + (call.distinct() ? "distinct " : "")
                            + (arguments.isEmpty() ? "*" : String.join(", ", arguments)) + ")" + (call.filter() == null ? "" : " filter " + text(call.filter())));
                }
                yield "Aggregate";
            }
            case LogicalPlan.Join join -> {
                if (join.condition() != null) {
                    details.add(text(join.condition()));
                }
                if (join.mark() != null) {
                    details.add("mark " + join.mark());
                }
                yield (join.correlated() ? "Dependent join " : "Join ") + join.kind().name().toLowerCase(Locale.ROOT)
                        + (join.nullAware() ? " null-aware" : "");
            }
            case LogicalPlan.SetOperation operation -> {
                details.add(columns(operation.columns()));
                yield operation.kind().name().charAt(0) + operation.kind().name().substring(1).toLowerCase(Locale.ROOT) + (operation.all() ? " all" : "");
            }
            case LogicalPlan.Sort sort -> {
                List<String> keys = new ArrayList<>();
                sort.keys().forEach(key -> keys.add(key.column() + (key.descending() ? " desc" : "") + (key.nullsFirst() ? " nulls first" : "")));
                details.add(String.join(", ", keys));
                yield "Sort";
            }
            case LogicalPlan.Window window -> {
                List<String> keys = new ArrayList<>();
                window.orderBy().forEach(key -> keys.add(key.column() + (key.descending() ? " desc" : "") + (key.nullsFirst() ? " nulls first" : "")));
                details.add("partition by " + columns(window.partitionBy()) + (keys.isEmpty() ? "" : " order by " + String.join(", ", keys)));
                if (window.top() != null) {
                    details.add(window.top().kind().name().toLowerCase(Locale.ROOT) + " <= " + window.top().count());
                }
                for (LogicalPlan.Window.Call call : window.calls()) {
                    List<String> arguments = new ArrayList<>();
                    call.arguments().forEach(argument -> arguments.add(text(argument)));
                    details.add(call.output() + " := " + call.function().name()
                            + (arguments.isEmpty() && call.function().name().equals("count") ? "(*)" : "(" + String.join(", ", arguments) + ")")
                            + (call.ignoreNulls() ? " ignore nulls" : "") + frame(call));
                }
                yield "Window";
            }
            case LogicalPlan.Limit limit -> {
                details.add((limit.count() == Long.MAX_VALUE ? "all" : limit.count()) + (limit.offset() == 0 ? "" : " offset " + limit.offset()));
                yield "Limit";
            }
            case LogicalPlan.AssertSingleRow _ -> "AssertSingleRow";
            case LogicalPlan.With with -> {
                with.definitions().forEach(definition -> details.add("shared " + definition.id() + (definition.name() == null ? "" : " " + definition.name())));
                yield "With";
            }
            case LogicalPlan.SharedRef reference -> {
                details.add("shared " + reference.id() + " " + columns(reference.columns()));
                yield "SharedRef";
            }
            case LogicalPlan.Output output -> {
                details.add(columns(output.columns()));
                yield "Output";
            }
        };
        List<PlanNode> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(describe(child)));
        return new PlanNode(operator, details, estimator == null ? Double.NaN : estimator.estimate(plan).rows(), "", children);
    }

    private void name(LogicalPlan plan) {
        plan.columns().forEach(column -> names.put(column.id(), column.toString()));
        plan.children().forEach(this::name);
    }

    private String text(Expression expression) {
        return ExpressionText.of(expression, id -> names.getOrDefault(id, "#" + id));
    }

    private static String columns(List<LogicalColumn> columns) {
        return columns.toString();
    }

    private String frame(LogicalPlan.Window.Call call) {
        LogicalPlan.Window.Frame frame = call.frame();
        if (!call.function().kind().usesFrame() || frame.equals(LogicalPlan.Window.Frame.PARTITION)) {
            return "";
        }
        return " " + FrameText.of(frame.unit(), bound(frame.start()), bound(frame.end()), frame.exclusion());
    }

    private String bound(LogicalPlan.Window.Bound bound) {
        Expression shown = bound.limit() != null ? bound.limit() : bound.offset();
        return FrameText.bound(bound.kind(), shown == null ? "" : text(shown));
    }
}
