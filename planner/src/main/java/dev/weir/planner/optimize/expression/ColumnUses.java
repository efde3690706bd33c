package dev.weir.planner.optimize.expression;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Which column ids expressions and nodes use, and which of them a plan takes from outside.
public final class ColumnUses {
    private ColumnUses() {}

    public static Set<Integer> of(Expression expression) {
        Set<Integer> used = new LinkedHashSet<>();
        collect(expression, used);
        return used;
    }

    public static Set<Integer> of(Collection<? extends Expression> expressions) {
        Set<Integer> used = new LinkedHashSet<>();
        for (Expression expression : expressions) {
            collect(expression, used);
        }
        return used;
    }

    public static void collect(Expression expression, Set<Integer> used) {
        if (expression == null) {
            return;
        }
        if (expression instanceof Expression.Column column) {
            used.add(column.index());
        }
        for (Expression child : expression.children()) {
            collect(child, used);
        }
    }

    public static Set<Integer> ids(List<LogicalColumn> columns) {
        Set<Integer> ids = new LinkedHashSet<>();
        for (LogicalColumn column : columns) {
            ids.add(column.id());
        }
        return ids;
    }

    public static Set<Integer> outputs(LogicalPlan plan) {
        return ids(plan.columns());
    }

    /// Whether every column of the expression is among `available`.
    public static boolean covered(Expression expression, Set<Integer> available) {
        if (expression instanceof Expression.Column column) {
            return available.contains(column.index());
        }
        for (Expression child : expression.children()) {
            if (!covered(child, available)) {
                return false;
            }
        }
        return true;
    }

    public static boolean touches(Expression expression, Set<Integer> columns) {
        if (expression instanceof Expression.Column column) {
            return columns.contains(column.index());
        }
        for (Expression child : expression.children()) {
            if (touches(child, columns)) {
                return true;
            }
        }
        return false;
    }

    /// The expressions that a node itself evaluates.
    public static List<Expression> expressions(LogicalPlan node) {
        List<Expression> all = new ArrayList<>();
        switch (node) {
            case LogicalPlan.Scan scan -> add(all, scan.filter());
            case LogicalPlan.Values values -> values.rows().forEach(all::addAll);
            case LogicalPlan.Filter filter -> add(all, filter.predicate());
            case LogicalPlan.Project project -> all.addAll(project.expressions());
            case LogicalPlan.Aggregate aggregate -> {
                aggregate.keys().forEach(key -> all.add(key.reference()));
                for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
                    all.addAll(call.arguments());
                    add(all, call.filter());
                }
            }
            case LogicalPlan.Join join -> add(all, join.condition());
            case LogicalPlan.Sort sort -> sort.keys().forEach(key -> all.add(key.column().reference()));
            case LogicalPlan.Window window -> {
                window.partitionBy().forEach(column -> all.add(column.reference()));
                window.orderBy().forEach(key -> all.add(key.column().reference()));
                for (LogicalPlan.Window.Call call : window.calls()) {
                    all.addAll(call.arguments());
                    all.addAll(call.frame().expressions());
                }
            }
            case LogicalPlan.Output output -> output.columns().forEach(column -> all.add(column.reference()));
            case LogicalPlan.SetOperation _, LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _, LogicalPlan.With _, LogicalPlan.SharedRef _ -> { }
        }
        return all;
    }

    /// The columns that a plan uses but does not make: what correlates it with something outside.
    public static Set<Integer> free(LogicalPlan plan) {
        Set<Integer> used = new LinkedHashSet<>();
        Set<Integer> made = new LinkedHashSet<>();
        collect(plan, used, made);
        used.removeAll(made);
        return used;
    }

    private static void collect(LogicalPlan plan, Set<Integer> used, Set<Integer> made) {
        made.addAll(outputs(plan));
        for (Expression expression : expressions(plan)) {
            collect(expression, used);
        }
        for (LogicalPlan child : plan.children()) {
            collect(child, used, made);
        }
    }

    private static void add(List<Expression> all, Expression expression) {
        if (expression != null) {
            all.add(expression);
        }
    }
}
