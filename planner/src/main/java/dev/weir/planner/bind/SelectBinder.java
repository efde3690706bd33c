package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.SelectItems.Item;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.NamedWindow;
import dev.weir.planner.sql.QueryBody;
import dev.weir.planner.sql.SortItem;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Binds a SELECT with the ORDER BY that belongs to it, in the order in which the clauses take effect:
/// FROM, WHERE, GROUP BY, HAVING, window functions, the select list, QUALIFY, DISTINCT, ORDER BY.
final class SelectBinder {
    private final BindContext context;
    private final CommonTables commonTables;
    private final Scope outer;

    SelectBinder(BindContext context, CommonTables commonTables, Scope outer) {
        this.context = context;
        this.commonTables = commonTables;
        this.outer = outer;
    }

    BoundQuery bind(QueryBody.Select select, List<SortItem> orderBy) {
        FromBinder.From from = new FromBinder(context, commonTables, outer).bind(select.from());
        Scope scope = new Scope(from.fields(), outer);
        LogicalPlan plan = from.plan();
        if (select.where().isPresent()) {
            ExpressionBinder where = new ExpressionBinder(context, scope, commonTables, plan, "WHERE");
            Expression condition = where.condition(select.where().get());
            plan = new LogicalPlan.Filter(where.plan(), condition);
        }
        List<Item> items = SelectItems.expand(select.items(), scope);
        ExpressionBinder binder = grouped(select, orderBy, items, scope, plan);
        if (select.having().isPresent()) {
            binder.clause("HAVING");
            fixHavingAliases(select.having().get(), items, scope, binder);
            Expression condition = binder.condition(select.having().get());
            binder.plan(new LogicalPlan.Filter(binder.plan(), condition));
        }
        boolean windows = windows(select, orderBy, items, binder);
        binder.clause("SELECT");
        List<Expression> values = new ArrayList<>();
        for (Item item : items) {
            values.add(item.column().isPresent()
                    ? binder.finish(item.column().get(), item.position())
                    : binder.settled(binder.bind(item.syntax().orElseThrow())));
        }
        if (select.qualify().isPresent()) {
            qualify(select.qualify().get(), windows, items, values, binder);
        }
        List<Expression> sorts = sorts(orderBy, items, values, binder, select.distinct());
        return result(binder.plan(), items, values, orderBy, sorts, select.distinct());
    }

    /// Computes the window functions of the select list, QUALIFY and ORDER BY; answers whether there are any.
    private static boolean windows(QueryBody.Select select, List<SortItem> orderBy, List<Item> items, ExpressionBinder binder) {
        List<SqlExpression.FunctionCall> calls = new ArrayList<>();
        for (Item item : items) {
            item.syntax().ifPresent(syntax -> WindowBinder.collect(syntax, calls));
        }
        select.qualify().ifPresent(condition -> WindowBinder.collect(condition, calls));
        for (SortItem item : orderBy) {
            WindowBinder.collect(item.value(), calls);
        }
        if (!calls.isEmpty() || !select.windows().isEmpty()) {
            new WindowBinder(binder, select.windows()).bind(calls);
        }
        return !calls.isEmpty();
    }

    /// Keeps the rows that meet QUALIFY. It sees aliases of the select list where no column has the name.
    private void qualify(SqlExpression condition, boolean windows, List<Item> items, List<Expression> values, ExpressionBinder binder) {
        if (!windows) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "QUALIFY needs a window function, in it or in the select list", condition.position(),
                    "other conditions go to WHERE or HAVING");
        }
        binder.clause("QUALIFY");
        binder.aliases(items, values);
        Expression bound = binder.condition(condition);
        binder.aliases(List.of(), List.of());
        binder.plan(new LogicalPlan.Filter(binder.plan(), bound));
    }

    /// Groups where the query does, and answers the binder for the clauses above.
    private ExpressionBinder grouped(
            QueryBody.Select select, List<SortItem> orderBy, List<Item> items, Scope scope, LogicalPlan plan) {
        List<SqlExpression.FunctionCall> aggregates = new ArrayList<>();
        for (Item item : items) {
            item.syntax().ifPresent(syntax -> collect(syntax, aggregates));
        }
        select.having().ifPresent(having -> collect(having, aggregates));
        for (SortItem item : orderBy) {
            collect(item.value(), aggregates);
        }
        select.qualify().ifPresent(condition -> collect(condition, aggregates));
        for (NamedWindow window : select.windows()) {
            NamedWindows.expressions(window.window()).forEach(expression -> collect(expression, aggregates));
        }
        if (select.groupBy().isEmpty() && select.having().isEmpty() && aggregates.isEmpty()) {
            return new ExpressionBinder(context, scope, commonTables, plan, "SELECT");
        }
        List<List<GroupingSets.Key>> sets = select.groupBy().isEmpty()
                ? List.of(List.of())
                : new GroupingSets(scope, items).expand(select.groupBy().get(), this::holdsAggregate);
        return new GroupBinder(context, scope, commonTables).bind(plan, sets, aggregates);
    }

    private boolean holdsAggregate(SqlExpression expression) {
        List<SqlExpression.FunctionCall> found = new ArrayList<>();
        collect(expression, found);
        WindowBinder.collect(expression, found);
        return !found.isEmpty();
    }

    /// Finds the aggregate calls of an expression, not those inside them or in subqueries.
    private void collect(SqlExpression expression, List<SqlExpression.FunctionCall> aggregates) {
        if (expression instanceof SqlExpression.FunctionCall call && CallBinder.isAggregate(call, context.functions())) {
            aggregates.add(call);
            return;
        }
        for (SqlExpression child : expression.children()) {
            collect(child, aggregates);
        }
        if (expression instanceof SqlExpression.FunctionCall call && call.over().isPresent() && call.over().get() instanceof Window window) {
            NamedWindows.expressions(window).forEach(child -> collect(child, aggregates));
        }
    }

    private List<Expression> sorts(
            List<SortItem> orderBy, List<Item> items, List<Expression> values, ExpressionBinder binder, boolean distinct) {
        binder.clause("ORDER BY");
        List<Expression> sorts = new ArrayList<>();
        for (SortItem item : orderBy) {
            Optional<Integer> ordinal = SortKeys.ordinal(item.value(), items.size(), "ORDER BY");
            Expression value;
            if (ordinal.isPresent()) {
                value = values.get(ordinal.get());
            } else {
                fixAliases(item.value(), items, values, binder);
                value = binder.bind(item.value());
            }
            if (!value.type().isOrderable()) {
                throw new QueryException(ErrorCode.TYPE_MISMATCH, "Values cannot be ordered: " + value.type(), item.position());
            }
            boolean shown = values.contains(value) || value instanceof Expression.Literal;
            if (distinct && !shown) {
                throw new QueryException(
                        ErrorCode.INVALID_ARGUMENT, "With SELECT DISTINCT, ORDER BY takes what is in the select list", item.position());
            }
            sorts.add(value);
        }
        return sorts;
    }

    /// A name in HAVING means a column of FROM first, then an item of the select list; inside an aggregate only a column.
    private void fixHavingAliases(SqlExpression expression, List<Item> items, Scope scope, ExpressionBinder binder) {
        if (expression instanceof SqlExpression.ColumnReference reference) {
            boolean isAlias = reference.name().parts().size() == 1 && scope.matches(reference.name().parts()).isEmpty();
            Set<Expression> found = new LinkedHashSet<>();
            for (Item item : items) {
                if (isAlias && item.aliased() && Scope.same(reference.name().last(), item.name(), true)) {
                    Expression value = binder.settled(binder.bind(item.syntax().orElseThrow()));
                    binder.fix(item.syntax().orElseThrow(), value);
                    found.add(value);
                }
            }
            if (found.size() > 1) {
                throw new QueryException(
                        ErrorCode.AMBIGUOUS_COLUMN, "Column name is ambiguous in HAVING: " + reference.name().last().text(), reference.position(),
                        "write the expression instead");
            }
            if (!found.isEmpty()) {
                binder.fix(reference, found.iterator().next());
            }
            return;
        }
        if (expression instanceof SqlExpression.FunctionCall call && CallBinder.isAggregate(call, context.functions())) {
            return;
        }
        for (SqlExpression child : expression.children()) {
            fixHavingAliases(child, items, scope, binder);
        }
    }

    /// A name in ORDER BY means an item of the select list first; inside an aggregate it means a column of FROM.
    private void fixAliases(SqlExpression expression, List<Item> items, List<Expression> values, ExpressionBinder binder) {
        if (expression instanceof SqlExpression.ColumnReference reference && reference.name().parts().size() == 1) {
            Identifier name = reference.name().last();
            Map<Expression, Integer> found = new LinkedHashMap<>();
            boolean aliased = false;
            for (int i = 0; i < items.size(); i++) {
                if (Scope.same(name, items.get(i).name(), true)) {
                    found.putIfAbsent(values.get(i), i);
                    aliased |= items.get(i).aliased();
                }
            }
            if (found.size() > 1) {
                throw new QueryException(
                        ErrorCode.AMBIGUOUS_COLUMN, "Column name is ambiguous in ORDER BY: " + name.text(), reference.position(),
                        "give the column's place instead");
            }
            if (aliased) {
                binder.fix(reference, found.keySet().iterator().next());
            }
            return;
        }
        if (expression instanceof SqlExpression.FunctionCall call && CallBinder.isAggregate(call, context.functions())) {
            return;
        }
        for (SqlExpression child : expression.children()) {
            fixAliases(child, items, values, binder);
        }
    }

    /// Computes the select list and the sort keys in one projection, removes duplicates, sorts.
    private BoundQuery result(
            LogicalPlan input, List<Item> items, List<Expression> values, List<SortItem> orderBy, List<Expression> sorts,
            boolean distinct) {
        Map<Integer, LogicalColumn> known = new HashMap<>();
        for (LogicalColumn column : input.columns()) {
            known.put(column.id(), column);
        }
        Map<Expression, LogicalColumn> made = new LinkedHashMap<>();
        List<LogicalColumn> projected = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        List<LogicalColumn> columns = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            columns.add(column(values.get(i), items.get(i).name(), known, made, projected, expressions));
        }
        List<LogicalColumn> keyColumns = new ArrayList<>();
        for (Expression sort : sorts) {
            boolean constant = sort instanceof Expression.Literal || sort instanceof Expression.Parameter;
            keyColumns.add(constant ? null : column(sort, "sort", known, made, projected, expressions));
        }
        LogicalPlan plan = projected.equals(input.columns()) ? input : new LogicalPlan.Project(input, projected, expressions);
        if (distinct) {
            plan = new LogicalPlan.Aggregate(plan, projected, List.of());
        }
        List<LogicalPlan.Sort.Key> keys = new ArrayList<>();
        List<LogicalColumn> sorted = new ArrayList<>();
        for (int i = 0; i < orderBy.size(); i++) {
            LogicalColumn column = keyColumns.get(i);
            if (column != null && !sorted.contains(column)) {
                sorted.add(column);
                keys.add(new LogicalPlan.Sort.Key(
                        column, orderBy.get(i).descending(), orderBy.get(i).nulls() == SortItem.NullOrder.FIRST));
            }
        }
        if (!keys.isEmpty()) {
            plan = new LogicalPlan.Sort(plan, keys);
        }
        return new BoundQuery(plan, items.stream().map(Item::name).toList(), columns);
    }

    /// A column of the input stays itself; everything else, outer columns too, becomes a new one, equal expressions one.
    private LogicalColumn column(
            Expression value, String name, Map<Integer, LogicalColumn> known, Map<Expression, LogicalColumn> made,
            List<LogicalColumn> projected, List<Expression> expressions) {
        boolean repeatable = ExpressionBinder.isDeterministic(value);
        LogicalColumn column = repeatable ? made.get(value) : null;
        if (column == null) {
            boolean kept = value instanceof Expression.Column(int id, SqlType _) && known.containsKey(id);
            column = kept ? known.get(((Expression.Column) value).index()) : context.column(name, value.type());
            projected.add(column);
            expressions.add(value);
            made.put(value, column);
        }
        return column;
    }
}
