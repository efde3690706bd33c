package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Comparison;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Window;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.Conjuncts;
import java.util.List;

/// Lets a window leave away rows that a filter above would: those behind the first k of each partition, when the filter asks
/// for row_number, rank or dense_rank up to k and the window does nothing but number rows, which later rows cannot change.
/// The filter stays.
public final class LimitPartitions {
    private LimitPartitions() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return plan.transformUp(node -> node instanceof LogicalPlan.Filter filter && filter.input() instanceof Window window
                ? limited(filter, window) : node);
    }

    private static LogicalPlan limited(LogicalPlan.Filter filter, Window window) {
        if (window.top() != null || !window.calls().stream().allMatch(call -> call.function().kind().numbers())) {
            return filter;
        }
        Window.Top best = null;
        for (Expression term : Conjuncts.of(filter.predicate())) {
            for (Window.Call call : window.calls()) {
                long last = last(term, call.output().id());
                if (last != Long.MAX_VALUE && (best == null || stricter(call.function().kind(), last, best))) {
                    best = new Window.Top(call.function().kind(), Math.max(0, last));
                }
            }
        }
        return best == null ? filter
                : filter.withChildren(List.of(new Window(window.input(), window.partitionBy(), window.orderBy(), window.calls(), best)));
    }

    private static boolean stricter(WindowFunction.Kind kind, long last, Window.Top than) {
        return last < than.count() || last == than.count() && kind == WindowFunction.Kind.ROW_NUMBER;
    }

    /// The greatest number that a term lets pass; {@link Long#MAX_VALUE} when it says nothing about it.
    private static long last(Expression term, int number) {
        if (!(term instanceof Comparison comparison)) {
            return Long.MAX_VALUE;
        }
        boolean straight = comparison.left() instanceof Expression.Column column && column.index() == number;
        boolean turned = comparison.right() instanceof Expression.Column column && column.index() == number;
        Expression bound = straight ? comparison.right() : comparison.left();
        if (straight == turned || !(bound instanceof Literal(Long value, SqlType _))) {
            return Long.MAX_VALUE;
        }
        return switch (comparison.operator()) {
            case EQUAL, NOT_DISTINCT -> value;
            case LESS -> straight ? value - (value == Long.MIN_VALUE ? 0 : 1) : Long.MAX_VALUE;
            case LESS_OR_EQUAL -> straight ? value : Long.MAX_VALUE;
            case GREATER -> turned ? value - (value == Long.MIN_VALUE ? 0 : 1) : Long.MAX_VALUE;
            case GREATER_OR_EQUAL -> turned ? value : Long.MAX_VALUE;
            case NOT_EQUAL, DISTINCT -> Long.MAX_VALUE;
        };
    }
}
