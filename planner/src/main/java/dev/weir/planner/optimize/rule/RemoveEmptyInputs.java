package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.ArrayList;
import java.util.List;

/// Replaces what certainly gives no rows (a filter that is FALSE, LIMIT 0) by nothing, and what that makes superfluous above.
public final class RemoveEmptyInputs {
    private RemoveEmptyInputs() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return plan.transformUp(RemoveEmptyInputs::step);
    }

    private static LogicalPlan step(LogicalPlan node) {
        return switch (node) {
            case LogicalPlan.Filter filter -> {
                List<Expression> terms = Conjuncts.of(filter.predicate());
                if (terms.isEmpty()) {
                    yield filter.input();
                }
                boolean never = terms.stream().anyMatch(Conjuncts::keepsNothing);
                yield never || empty(filter.input()) ? nothing(filter) : filter;
            }
            case LogicalPlan.Project project -> empty(project.input()) ? nothing(project) : project;
            case LogicalPlan.Sort sort -> empty(sort.input()) ? nothing(sort) : sort;
            case LogicalPlan.Window window -> empty(window.input()) ? nothing(window) : window;
            case LogicalPlan.Limit limit -> limit.count() == 0 || empty(limit.input()) ? nothing(limit) : limit;
            case LogicalPlan.Aggregate aggregate -> !aggregate.keys().isEmpty() && empty(aggregate.input()) ? nothing(aggregate) : aggregate;
            case Join join -> join(join);
            case LogicalPlan.SetOperation operation -> setOperation(operation);
            case LogicalPlan.Scan _, LogicalPlan.Values _, LogicalPlan.AssertSingleRow _, LogicalPlan.With _, LogicalPlan.SharedRef _, LogicalPlan.Output _ -> node;
        };
    }

    private static LogicalPlan join(Join join) {
        boolean left = empty(join.left());
        boolean right = empty(join.right());
        boolean never = Conjuncts.of(join.condition()).stream().anyMatch(Conjuncts::keepsNothing);
        boolean nothing = switch (join.kind()) {
            case INNER -> left || right || never;
            case SEMI -> left || right || never;
            case LEFT, ANTI, MARK, SINGLE -> left;
            case RIGHT -> right;
            case FULL -> left && right;
        };
        if (nothing) {
            return nothing(join);
        }
        return join.kind() == Join.Kind.ANTI && right ? join.left() : join;
    }

    private static LogicalPlan setOperation(LogicalPlan.SetOperation operation) {
        List<LogicalPlan> inputs = new ArrayList<>(operation.inputs());
        switch (operation.kind()) {
            case UNION -> inputs.removeIf(RemoveEmptyInputs::empty);
            case INTERSECT -> {
                if (inputs.stream().anyMatch(RemoveEmptyInputs::empty)) {
                    return nothing(operation);
                }
            }
            case EXCEPT -> {
                if (empty(inputs.getFirst())) {
                    return nothing(operation);
                }
            }
        }
        if (inputs.isEmpty()) {
            return nothing(operation);
        }
        if (inputs.size() == operation.inputs().size()) {
            return operation;
        }
        if (inputs.size() == 1 && operation.all()) {
            List<Expression> passed = new ArrayList<>();
            inputs.getFirst().columns().forEach(column -> passed.add(column.reference()));
            return new LogicalPlan.Project(inputs.getFirst(), operation.columns(), passed);
        }
        return new LogicalPlan.SetOperation(operation.kind(), operation.all(), inputs, operation.columns());
    }

    private static boolean empty(LogicalPlan plan) {
        return plan instanceof LogicalPlan.Values values && values.rows().isEmpty();
    }

    private static LogicalPlan nothing(LogicalPlan plan) {
        List<LogicalColumn> columns = plan.columns();
        return new LogicalPlan.Values(columns, List.of());
    }
}
