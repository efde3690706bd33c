package dev.weir.planner.bind;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds the columns that a plan uses and does not make: those of the queries around it.
final class FreeColumns {
    private final Set<Integer> used = new HashSet<>();
    private final Set<Integer> made = new HashSet<>();

    private FreeColumns() {}

    static Set<Integer> of(LogicalPlan plan) {
        FreeColumns columns = new FreeColumns();
        columns.visit(plan);
        columns.used.removeAll(columns.made);
        return columns.used;
    }

    /// Tells whether a plan uses columns that another makes.
    static boolean dependsOn(LogicalPlan plan, List<LogicalColumn> columns) {
        Set<Integer> free = of(plan);
        for (LogicalColumn column : columns) {
            if (free.contains(column.id())) {
                return true;
            }
        }
        return false;
    }

    private void visit(LogicalPlan plan) {
        for (LogicalPlan child : plan.children()) {
            visit(child);
        }
        switch (plan) {
            case LogicalPlan.Scan p -> {
                make(p.columns());
                use(p.filter());
            }
            case LogicalPlan.Values p -> {
                make(p.columns());
                p.rows().forEach(this::useAll);
            }
            case LogicalPlan.Filter p -> use(p.predicate());
            case LogicalPlan.Project p -> {
                useAll(p.expressions());
                make(p.columns());
            }
            case LogicalPlan.Aggregate p -> {
                for (LogicalColumn key : p.keys()) {
                    used.add(key.id());
                }
                for (LogicalPlan.Aggregate.Call call : p.calls()) {
                    useAll(call.arguments());
                    use(call.filter());
                    made.add(call.output().id());
                }
            }
            case LogicalPlan.Join p -> {
                use(p.condition());
                if (p.mark() != null) {
                    made.add(p.mark().id());
                }
            }
            case LogicalPlan.SetOperation p -> make(p.columns());
            case LogicalPlan.Sort p -> {
                for (LogicalPlan.Sort.Key key : p.keys()) {
                    used.add(key.column().id());
                }
            }
            case LogicalPlan.Window p -> {
                for (LogicalColumn column : p.partitionBy()) {
                    used.add(column.id());
                }
                for (LogicalPlan.Sort.Key key : p.orderBy()) {
                    used.add(key.column().id());
                }
                for (LogicalPlan.Window.Call call : p.calls()) {
                    useAll(call.arguments());
                    useAll(call.frame().expressions());
                    made.add(call.output().id());
                }
            }
            case LogicalPlan.SharedRef p -> make(p.columns());
            case LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _, LogicalPlan.With _, LogicalPlan.Output _ -> {}
        }
    }

    private void make(List<LogicalColumn> columns) {
        for (LogicalColumn column : columns) {
            made.add(column.id());
        }
    }

    private void useAll(List<Expression> expressions) {
        expressions.forEach(this::use);
    }

    private void use(Expression expression) {
        switch (expression) {
            case null -> {}
            case Expression.Column column -> used.add(column.index());
            default -> useAll(expression.children());
        }
    }
}
