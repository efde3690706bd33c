package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Argument;
import dev.weir.planner.sql.SqlExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is left to see after GROUP BY: the keys, as columns; the columns of FROM are gone.
///
/// @param keys    what was grouped by, over the columns of FROM, and the column that has it now
/// @param from    the columns of FROM by id
/// @param sets    per grouping set, which keys it has; one set when there is no ROLLUP or the like
/// @param setId   the column that says which set a row is of; null with one set
record Grouping(Map<Expression, LogicalColumn> keys, Map<Integer, LogicalColumn> from, List<Set<Expression>> sets, LogicalColumn setId) {
    /// Replaces what equals a key, outermost first, and refuses columns that are gone.
    Expression finish(Expression expression, Position position) {
        LogicalColumn key = keys.get(expression);
        if (key != null) {
            return key.reference();
        }
        if (expression instanceof Expression.Column(int id, SqlType _) && from.containsKey(id)) {
            throw gone(from.get(id), position);
        }
        List<Expression> children = expression.children();
        if (children.isEmpty()) {
            return expression;
        }
        List<Expression> changed = new ArrayList<>(children.size());
        for (Expression child : children) {
            changed.add(finish(child, position));
        }
        return expression.withChildren(changed);
    }

    /// Refuses a subquery that uses columns that are gone.
    void checkOuter(Set<Integer> used, LogicalPlan plan, Position position) {
        Set<Integer> left = new HashSet<>();
        for (LogicalColumn column : plan.columns()) {
            left.add(column.id());
        }
        for (int id : used) {
            if (from.containsKey(id) && !left.contains(id)) {
                throw gone(from.get(id), position);
            }
        }
    }

    private static QueryException gone(LogicalColumn column, Position position) {
        return new QueryException(
                ErrorCode.INVALID_ARGUMENT, "Column is neither in GROUP BY nor in an aggregate: " + column.name(), position,
                "add it to GROUP BY, or take any_value(" + column.name() + ")");
    }

    /// Binds GROUPING(a, b): per argument a bit, 1 where the row's set does not have it; the last argument is the lowest bit.
    Expression grouping(SqlExpression.FunctionCall call, ExpressionBinder binder) {
        List<Expression> arguments = new ArrayList<>();
        for (Argument argument : call.arguments()) {
            Expression bound = binder.part(argument.value());
            if (!keys.containsKey(bound)) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT, "GROUPING takes what is grouped by", argument.position());
            }
            arguments.add(bound);
        }
        Map<Long, List<Literal>> setsByValue = new HashMap<>();
        long common = 0;
        for (int i = 0; i < sets.size(); i++) {
            long bits = 0;
            for (Expression argument : arguments) {
                bits = bits << 1 | (sets.get(i).contains(argument) ? 0 : 1);
            }
            common = bits;
            setsByValue.computeIfAbsent(bits, _ -> new ArrayList<>()).add(new Literal((long) i, SqlType.INTEGER));
        }
        if (setsByValue.size() == 1) {
            return new Literal(common, SqlType.INTEGER);
        }
        List<Expression.Case.Branch> branches = new ArrayList<>();
        setsByValue.forEach((bits, ids) -> branches.add(new Expression.Case.Branch(
                new Expression.InList(setId.reference(), ids), new Literal(bits, SqlType.INTEGER))));
        return new Expression.Case(branches, Literal.ofNull(SqlType.INTEGER));
    }
}
