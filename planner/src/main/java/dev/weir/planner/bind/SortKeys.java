package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Literal;
import dev.weir.planner.sql.SortItem;
import dev.weir.planner.sql.SqlExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Collects the keys of an ORDER BY, and computes those that are no columns yet.
final class SortKeys {
    private record Key(SortItem item, Expression value) {}

    private final BindContext context;
    private final List<Key> keys = new ArrayList<>();

    SortKeys(BindContext context) {
        this.context = context;
    }

    /// Reads a whole number as the place of a column, counted from 0 here and from 1 in the text.
    static Optional<Integer> ordinal(SqlExpression expression, int columns, String clause) {
        if (!(expression instanceof Literal.IntegerLiteral literal)) {
            return Optional.empty();
        }
        if (literal.value().bitLength() > 31 || literal.value().intValue() < 1 || literal.value().intValue() > columns) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, clause + " names a column that is not there: " + literal.value() + " of " + columns,
                    literal.position());
        }
        return Optional.of(literal.value().intValue() - 1);
    }

    void add(SortItem item, Expression value) {
        if (!value.type().isOrderable()) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "Values cannot be ordered: " + value.type(), item.position());
        }
        keys.add(new Key(item, value));
    }

    /// Sorts the plan; columns that only the order needs are added to it. Constants order nothing and are left out.
    LogicalPlan sort(LogicalPlan input) {
        Map<Integer, LogicalColumn> columns = new HashMap<>();
        for (LogicalColumn column : input.columns()) {
            columns.put(column.id(), column);
        }
        List<LogicalColumn> all = new ArrayList<>(input.columns());
        List<Expression> expressions = new ArrayList<>();
        for (LogicalColumn column : all) {
            expressions.add(column.reference());
        }
        List<LogicalPlan.Sort.Key> made = new ArrayList<>();
        Set<Integer> sorted = new HashSet<>();
        for (Key key : keys) {
            if (key.value() instanceof Expression.Literal || key.value() instanceof Expression.Parameter) {
                continue;
            }
            LogicalColumn column = key.value() instanceof Expression.Column(int id, SqlType _) ? columns.get(id) : null;
            if (column == null) {
                int known = expressions.indexOf(key.value());
                column = known >= 0 ? all.get(known) : context.column("sort", key.value().type());
                if (known < 0) {
                    all.add(column);
                    expressions.add(key.value());
                }
            }
            if (sorted.add(column.id())) {
                made.add(new LogicalPlan.Sort.Key(column, key.item().descending(), key.item().nulls() == SortItem.NullOrder.FIRST));
            }
        }
        LogicalPlan computed = all.size() == input.columns().size() ? input : new LogicalPlan.Project(input, all, expressions);
        return made.isEmpty() ? input : new LogicalPlan.Sort(computed, made);
    }
}
