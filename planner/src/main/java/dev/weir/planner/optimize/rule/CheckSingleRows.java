package dev.weir.planner.optimize.rule;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.function.scalar.SingleRowCheck;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.property.Uniqueness;
import dev.weir.planner.optimize.unnest.FreshColumns;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes joins with scalar subqueries ordinary left joins: at once where the right side is proven to have one row a key,
/// else grouped by the key with a count, which is checked where the value is used, so that only keys that an outer row asks
/// for can fail. Without keys the right side itself is checked, and its one row meets every row of the left.
public final class CheckSingleRows {
    private CheckSingleRows() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return plan.transformUp(node -> node instanceof Join join && join.kind() == Join.Kind.SINGLE ? lower(join, context) : node);
    }

    private static LogicalPlan lower(Join join, PassContext context) {
        List<Expression> terms = Conjuncts.of(join.condition());
        if (terms.isEmpty()) {
            if (Uniqueness.exactlyOneRow(join.right())) {
                return new Join(Join.Kind.INNER, join.left(), join.right(), null, null, false, false);
            }
            return Uniqueness.atMostOneRow(join.right()) ? new Join(Join.Kind.LEFT, join.left(), join.right(), null, null, false, false)
                    : new Join(Join.Kind.INNER, join.left(), new LogicalPlan.AssertSingleRow(join.right(), join.origin()), null, null, false, false);
        }
        Set<Integer> left = ColumnUses.outputs(join.left());
        Set<Integer> right = ColumnUses.outputs(join.right());
        Set<Integer> keyColumns = new HashSet<>();
        Map<Expression, Expression> keys = new LinkedHashMap<>();
        for (Expression term : terms) {
            if (!(term instanceof Expression.Comparison comparison) || comparison.operator() != Expression.Comparison.Operator.EQUAL
                    && comparison.operator() != Expression.Comparison.Operator.NOT_DISTINCT) {
                throw new QueryException(ErrorCode.INTERNAL, "A scalar subquery is joined by something else than keys");
            }
            boolean straight = ColumnUses.covered(comparison.left(), right) && ColumnUses.covered(comparison.right(), left);
            Expression inner = straight ? comparison.left() : comparison.right();
            keys.put(term, inner);
            if (inner instanceof Expression.Column column) {
                keyColumns.add(column.index());
            }
        }
        if (Uniqueness.unique(join.right(), keyColumns)) {
            return new Join(Join.Kind.LEFT, join.left(), join.right(), join.condition(), null, false, false);
        }
        return counted(join, keys, context);
    }

    private static LogicalPlan counted(Join join, Map<Expression, Expression> keys, PassContext context) {
        FreshColumns.Copy copy = FreshColumns.of(join.right(), context);
        List<LogicalColumn> projected = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        List<LogicalColumn> groupBy = new ArrayList<>();
        List<Expression> condition = new ArrayList<>();
        for (Map.Entry<Expression, Expression> key : keys.entrySet()) {
            Expression inner = ColumnReplacement.replace(key.getValue(), copy.references());
            LogicalColumn column = context.ids().create("key", inner.type());
            projected.add(column);
            expressions.add(inner);
            groupBy.add(column);
            Expression.Comparison comparison = (Expression.Comparison) key.getKey();
            Expression outer = comparison.left().equals(key.getValue()) ? comparison.right() : comparison.left();
            condition.add(new Expression.Comparison(comparison.operator(), outer, column.reference()));
        }
        List<LogicalPlan.Aggregate.Call> calls = new ArrayList<>();
        Map<Integer, LogicalColumn> results = new LinkedHashMap<>();
        for (LogicalColumn column : join.right().columns()) {
            LogicalColumn source = copy.columns().get(column.id());
            projected.add(source);
            expressions.add(source.reference());
            AggregateFunction.Signature signature = AggregateFunctions.ANY_VALUE.resolver().resolve(List.of(column.type())).orElseThrow();
            LogicalColumn result = context.fresh(column);
            results.put(column.id(), result);
            calls.add(new LogicalPlan.Aggregate.Call(result, AggregateFunctions.ANY_VALUE, List.of(source.reference()), false, null, signature));
        }
        AggregateFunction.Signature signature = AggregateFunctions.COUNT.resolver().resolve(List.of()).orElseThrow();
        LogicalColumn count = context.ids().create("rows", SqlType.BIGINT);
        calls.add(new LogicalPlan.Aggregate.Call(count, AggregateFunctions.COUNT, List.of(), false, null, signature));
        LogicalPlan grouped = new LogicalPlan.Aggregate(new LogicalPlan.Project(copy.plan(), projected, expressions), groupBy, calls);
        LogicalPlan joined = new Join(Join.Kind.LEFT, join.left(), grouped, Conjuncts.and(condition), null, false, false);
        Expression check = new Expression.Call(SingleRowCheck.FUNCTION,
                List.of(new Expression.Coalesce(List.of(count.reference(), Expression.Literal.ofLong(0)))), SqlType.BOOLEAN, join.origin());
        List<Expression> restored = new ArrayList<>();
        for (LogicalColumn column : join.columns()) {
            LogicalColumn result = results.get(column.id());
            restored.add(result == null ? column.reference() : checked(check, result));
        }
        return new LogicalPlan.Project(joined, join.columns(), restored);
    }

    /// A part of the value rather than a filter: a filter's other terms could drop a row before it is checked.
    private static Expression checked(Expression check, LogicalColumn value) {
        return new Expression.Case(List.of(new Expression.Case.Branch(check, value.reference())), Expression.Literal.ofNull(value.type()));
    }
}
