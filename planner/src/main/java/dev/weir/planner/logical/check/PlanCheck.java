package dev.weir.planner.logical.check;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Verifies that every column used is made below (or left of a dependent join), with the type it is used at, that no id is
/// made twice, and that nodes fit their inputs. A violation is INTERNAL and names the pass.
public final class PlanCheck {
    private final String after;
    private final Set<Integer> made = new HashSet<>();
    private final Map<Integer, List<LogicalColumn>> definitions = new HashMap<>();

    private PlanCheck(String after) {
        this.after = after;
    }

    /// @param after what ran last, for the message
    public static void check(LogicalPlan plan, String after) {
        new PlanCheck(after).check(plan, Map.of());
    }

    /// @param outer columns that a dependent join offers from its left side
    private void check(LogicalPlan plan, Map<Integer, SqlType> outer) {
        switch (plan) {
            case LogicalPlan.Scan scan -> {
                make(scan.columns());
                require(scan.columns().size() == scan.sources().size(), "a scan has a source per column");
                for (int i = 0; i < scan.columns().size(); i++) {
                    require(scan.table().columns().get(scan.sources().get(i)).type().equals(scan.columns().get(i).type()),
                            "column " + scan.columns().get(i) + " has its table's type");
                }
                condition(scan.filter(), visible(outer, scan));
            }
            case LogicalPlan.Values values -> {
                make(values.columns());
                for (List<Expression> row : values.rows()) {
                    require(row.size() == values.columns().size(), "a row has a value per column");
                    for (int i = 0; i < row.size(); i++) {
                        expression(row.get(i), outer);
                        same(row.get(i).type(), values.columns().get(i).type(), "value of " + values.columns().get(i));
                    }
                }
            }
            case LogicalPlan.Filter filter -> {
                check(filter.input(), outer);
                require(filter.predicate() != null, "a filter has a predicate");
                condition(filter.predicate(), visible(outer, filter.input()));
            }
            case LogicalPlan.Project project -> {
                check(project.input(), outer);
                require(project.columns().size() == project.expressions().size(), "a projection has an expression per column");
                Map<Integer, SqlType> visible = visible(outer, project.input());
                Set<Integer> given = new HashSet<>();
                for (int i = 0; i < project.columns().size(); i++) {
                    LogicalColumn column = project.columns().get(i);
                    Expression expression = project.expressions().get(i);
                    expression(expression, visible);
                    same(expression.type(), column.type(), "projected " + column);
                    require(given.add(column.id()), "projected once: " + column);
                    if (!(expression instanceof Expression.Column passed && passed.index() == column.id())) {
                        make(List.of(column));
                    }
                }
            }
            case LogicalPlan.Aggregate aggregate -> {
                check(aggregate.input(), outer);
                Map<Integer, SqlType> below = visible(Map.of(), aggregate.input());
                Set<Integer> keys = new HashSet<>();
                for (LogicalColumn key : aggregate.keys()) {
                    expression(key.reference(), below);
                    require(keys.add(key.id()), "grouped once by " + key);
                }
                Map<Integer, SqlType> visible = visible(outer, aggregate.input());
                for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
                    make(List.of(call.output()));
                    require(call.arguments().size() == call.signature().arguments().size(), "arguments of " + call.function());
                    for (int i = 0; i < call.arguments().size(); i++) {
                        expression(call.arguments().get(i), visible);
                        same(call.arguments().get(i).type(), call.signature().arguments().get(i), "argument of " + call.function());
                    }
                    condition(call.filter(), visible);
                    same(call.output().type(), call.signature().result(), "result of " + call.function());
                }
            }
            case LogicalPlan.Join join -> join(join, outer);
            case LogicalPlan.SetOperation operation -> {
                for (LogicalPlan input : operation.inputs()) {
                    check(input, outer);
                    require(input.columns().size() == operation.columns().size(), "inputs of a set operation are equally wide");
                    for (int i = 0; i < operation.columns().size(); i++) {
                        same(input.columns().get(i).type(), operation.columns().get(i).type(), "set operation's " + operation.columns().get(i));
                    }
                }
                make(operation.columns());
            }
            case LogicalPlan.Sort sort -> {
                check(sort.input(), outer);
                Map<Integer, SqlType> visible = visible(Map.of(), sort.input());
                sort.keys().forEach(key -> expression(key.column().reference(), visible));
            }
            case LogicalPlan.Window window -> {
                check(window.input(), outer);
                Map<Integer, SqlType> below = visible(Map.of(), window.input());
                window.partitionBy().forEach(column -> expression(column.reference(), below));
                window.orderBy().forEach(key -> expression(key.column().reference(), below));
                Map<Integer, SqlType> visible = visible(outer, window.input());
                for (LogicalPlan.Window.Call call : window.calls()) {
                    make(List.of(call.output()));
                    require(call.arguments().size() == call.signature().arguments().size(), "arguments of " + call.function());
                    for (int i = 0; i < call.arguments().size(); i++) {
                        expression(call.arguments().get(i), visible);
                        same(call.arguments().get(i).type(), call.signature().arguments().get(i), "argument of " + call.function());
                    }
                    call.frame().expressions().forEach(expression -> expression(expression, visible));
                    same(call.output().type(), call.signature().result(), "result of " + call.function());
                }
            }
            case LogicalPlan.Limit limit -> {
                check(limit.input(), outer);
                require(limit.count() >= 0 && limit.offset() >= 0, "limit and offset are not negative");
            }
            case LogicalPlan.AssertSingleRow single -> check(single.input(), outer);
            case LogicalPlan.With with -> {
                for (LogicalPlan.With.Definition definition : with.definitions()) {
                    check(definition.plan(), outer);
                    require(definitions.put(definition.id(), definition.plan().columns()) == null, "defined once: " + definition.id());
                }
                check(with.body(), outer);
            }
            case LogicalPlan.SharedRef reference -> {
                List<LogicalColumn> columns = definitions.get(reference.id());
                require(columns != null, "a shared result is defined before it is used: " + reference.id());
                require(reference.columns().size() == reference.sources().size(), "a source per shared column");
                for (int i = 0; i < reference.sources().size(); i++) {
                    require(columns.contains(reference.sources().get(i)), "shared column is defined: " + reference.sources().get(i));
                    same(reference.columns().get(i).type(), reference.sources().get(i).type(), "shared " + reference.columns().get(i));
                }
                make(reference.columns());
            }
            case LogicalPlan.Output output -> {
                check(output.input(), outer);
                require(output.names().size() == output.columns().size(), "a name per output column");
                Map<Integer, SqlType> visible = visible(Map.of(), output.input());
                output.columns().forEach(column -> expression(column.reference(), visible));
            }
        }
    }

    private void join(LogicalPlan.Join join, Map<Integer, SqlType> outer) {
        check(join.left(), outer);
        check(join.right(), join.correlated() ? visible(outer, join.left()) : outer);
        Map<Integer, SqlType> visible = visible(outer, join.left());
        visible.putAll(visible(Map.of(), join.right()));
        condition(join.condition(), visible);
        require((join.mark() != null) == (join.kind() == LogicalPlan.Join.Kind.MARK), "only a mark join has a mark");
        if (join.mark() != null) {
            same(join.mark().type(), SqlType.BOOLEAN, "mark");
            make(List.of(join.mark()));
        }
    }

    private void condition(Expression condition, Map<Integer, SqlType> visible) {
        if (condition != null) {
            expression(condition, visible);
            same(condition.type(), SqlType.BOOLEAN, "condition");
        }
    }

    private void expression(Expression expression, Map<Integer, SqlType> visible) {
        if (expression instanceof Expression.Column column) {
            SqlType type = visible.get(column.index());
            require(type != null, "column #" + column.index() + " is made below");
            same(column.type(), type, "column #" + column.index());
        }
        if (expression instanceof Expression.Comparison comparison) {
            same(comparison.left().type(), comparison.right().type(), "compared");
        }
        for (Expression child : expression.children()) {
            expression(child, visible);
        }
    }

    private static Map<Integer, SqlType> visible(Map<Integer, SqlType> outer, LogicalPlan input) {
        Map<Integer, SqlType> visible = new HashMap<>(outer);
        for (LogicalColumn column : input.columns()) {
            visible.put(column.id(), column.type());
        }
        return visible;
    }

    private void make(List<LogicalColumn> columns) {
        for (LogicalColumn column : columns) {
            require(made.add(column.id()), "made once: " + column);
        }
    }

    private void same(SqlType actual, SqlType expected, String what) {
        boolean alike = actual.equals(expected) || actual instanceof SqlType.Unknown || expected instanceof SqlType.Unknown
                || actual.isString() && expected.isString() && actual.getClass() == expected.getClass();
        require(alike, what + " has type " + expected + ", not " + actual);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new QueryException(ErrorCode.INTERNAL, "Plan check failed after " + after + ", violated: " + what);
        }
    }
}
