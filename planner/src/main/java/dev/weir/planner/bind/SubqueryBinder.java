package dev.weir.planner.bind;

import static dev.weir.planner.bind.ExpressionBinder.negatedIf;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.Coercion.Operand;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Query;
import dev.weir.planner.sql.SqlExpression;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Joins subqueries of expressions to the plan below them: EXISTS, IN and the quantified ones make a boolean column (MARK),
/// a scalar one makes its column (SINGLE). A correlated subquery makes a dependent join, which the optimizer unnests.
final class SubqueryBinder {
    private final ExpressionBinder binder;

    SubqueryBinder(ExpressionBinder binder) {
        this.binder = binder;
    }

    Expression exists(SqlExpression.Exists e) {
        BoundQuery query = bind(e.query(), e.position());
        return mark(query, null, false, "exists", e.position());
    }

    Expression in(SqlExpression.InSubquery e) {
        BoundQuery query = bind(e.query(), e.position());
        return negatedIf(e.negated(), matching(e.value(), SqlExpression.ComparisonOperator.EQUAL, query, e.position(), "in"));
    }

    /// `x op ALL (q)` is `NOT (x negated-op ANY (q))`, in three-valued logic too.
    Expression quantified(SqlExpression.Quantified e) {
        BoundQuery query = bind(e.query(), e.position());
        if (e.quantifier() == SqlExpression.Quantifier.ANY) {
            return matching(e.value(), e.operator(), query, e.position(), "any");
        }
        SqlExpression.ComparisonOperator negated = switch (e.operator()) {
            case EQUAL -> SqlExpression.ComparisonOperator.NOT_EQUAL;
            case NOT_EQUAL -> SqlExpression.ComparisonOperator.EQUAL;
            case LESS -> SqlExpression.ComparisonOperator.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> SqlExpression.ComparisonOperator.GREATER;
            case GREATER -> SqlExpression.ComparisonOperator.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> SqlExpression.ComparisonOperator.LESS;
            case IS_DISTINCT_FROM -> SqlExpression.ComparisonOperator.IS_NOT_DISTINCT_FROM;
            case IS_NOT_DISTINCT_FROM -> SqlExpression.ComparisonOperator.IS_DISTINCT_FROM;
        };
        return new Expression.Not(matching(e.value(), negated, query, e.position(), "all"));
    }

    private Expression matching(
            SqlExpression value, SqlExpression.ComparisonOperator operator, BoundQuery query, Position position, String name) {
        List<SqlExpression> values = value instanceof SqlExpression.Row row ? row.fields() : List.of(value);
        if (values.size() != query.columns().size()) {
            throw new QueryException(
                    ErrorCode.TYPE_MISMATCH,
                    "Subquery has to have " + values.size() + (values.size() == 1 ? " column: " : " columns: ") + query.columns().size(), position);
        }
        if (values.size() > 1 && operator != SqlExpression.ComparisonOperator.EQUAL) {
            throw BindContext.notSupported("comparison of rows with a subquery but by IN", position);
        }
        OperatorBinder operators = new OperatorBinder(binder);
        List<Expression> terms = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            SqlExpression part = values.get(i);
            // The comparison leaves the expression for the join, so the grouping has to see it now.
            Operand left = new Operand(binder.bind(part), part.position());
            Operand right = new Operand(query.columns().get(i).reference(), position);
            terms.add(operators.compare(OperatorBinder.operator(operator), left, right));
        }
        return mark(query, terms.size() == 1 ? terms.getFirst() : new Expression.And(terms), true, name, position);
    }

    Expression scalar(SqlExpression.ScalarSubquery e) {
        BoundQuery query = bind(e.query(), e.position());
        if (query.columns().size() != 1) {
            throw new QueryException(
                    ErrorCode.TYPE_MISMATCH, "Subquery has to have 1 column: " + query.columns().size(), e.position());
        }
        LogicalPlan left = binder.plan();
        LogicalPlan right = query.plan();
        Origin origin = binder.context().origin(e.position());
        boolean correlated = FreeColumns.dependsOn(right, left.columns());
        // A dependent join checks for itself, once per row of the left side.
        if (!correlated && !isSingleRow(right)) {
            right = new LogicalPlan.AssertSingleRow(right, origin);
        }
        binder.plan(new LogicalPlan.Join(LogicalPlan.Join.Kind.SINGLE, left, right, null, null, false, correlated, origin));
        return query.columns().getFirst().reference();
    }

    private BoundQuery bind(Query query, Position position) {
        BoundQuery bound = new QueryBinder(binder.context(), binder.commonTables()).bind(query, binder.subqueryScope());
        if (binder.grouping().isPresent()) {
            Set<Integer> free = FreeColumns.of(bound.plan());
            binder.grouping().get().checkOuter(free, binder.plan(), position);
        }
        return bound;
    }

    private Expression mark(BoundQuery query, Expression condition, boolean nullAware, String name, Position position) {
        LogicalPlan left = binder.plan();
        LogicalColumn mark = binder.context().column(name, SqlType.BOOLEAN);
        boolean correlated = FreeColumns.dependsOn(query.plan(), left.columns());
        binder.plan(new LogicalPlan.Join(
                LogicalPlan.Join.Kind.MARK, left, query.plan(), condition, mark, nullAware, correlated, binder.context().origin(position)));
        return mark.reference();
    }

    /// Tells whether a plan yields exactly one row whatever the data.
    private static boolean isSingleRow(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Aggregate p -> p.keys().isEmpty();
            case LogicalPlan.Project p -> isSingleRow(p.input());
            case LogicalPlan.Sort p -> isSingleRow(p.input());
            case LogicalPlan.Window p -> isSingleRow(p.input());
            case LogicalPlan.AssertSingleRow _ -> true;
            case LogicalPlan.Values p -> p.rows().size() == 1;
            case LogicalPlan.With p -> isSingleRow(p.body());
            case LogicalPlan.Join p ->
                    (p.kind() == LogicalPlan.Join.Kind.SINGLE || p.kind() == LogicalPlan.Join.Kind.MARK) && isSingleRow(p.left());
            case LogicalPlan.Scan _, LogicalPlan.Filter _, LogicalPlan.SetOperation _, LogicalPlan.Limit _, LogicalPlan.SharedRef _,
                    LogicalPlan.Output _ -> false;
        };
    }
}
