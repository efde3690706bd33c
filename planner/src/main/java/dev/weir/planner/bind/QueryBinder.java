package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.Coercion.Operand;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Identifier;
import dev.weir.planner.sql.Query;
import dev.weir.planner.sql.QueryBody;
import dev.weir.planner.sql.Relation;
import dev.weir.planner.sql.SelectItem;
import dev.weir.planner.sql.SortItem;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.With;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Binds whole queries: WITH, set operations, VALUES, and ORDER BY and LIMIT around them.
final class QueryBinder {
    private final BindContext context;
    private final CommonTables commonTables;

    QueryBinder(BindContext context, CommonTables commonTables) {
        this.context = context;
        this.commonTables = commonTables;
    }

    /// @param outer what correlated columns come from; null at the outermost query
    BoundQuery bind(Query query, Scope outer) {
        if (query.with().isEmpty()) {
            return limited(query, sorted(query, outer, commonTables), outer);
        }
        CommonTables visible = new CommonTables(commonTables);
        define(query.with().get(), visible, outer);
        BoundQuery bound = limited(query, sorted(query, outer, visible), outer);
        return new BoundQuery(visible.wrap(bound.plan()), bound.names(), bound.columns());
    }

    private void define(With with, CommonTables visible, Scope outer) {
        for (With.CommonTable table : with.tables()) {
            String name = table.name().text();
            if (visible.defines(name)) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT, "WITH defines a name twice: " + name, table.position());
            }
            if (with.recursive()) {
                visible.add(name, new CommonTables.CommonTable.Unfinished(table));
            }
            BoundQuery query = new QueryBinder(context, visible).common(table, outer).positional(context);
            visible.remove(name);
            // A shared result is computed outside every dependent join, so a query that uses outer columns is none.
            visible.add(
                    name,
                    FreeColumns.of(query.plan()).isEmpty()
                            ? new CommonTables.CommonTable.Shared(context.nextDefinition(), query, query.names(), new boolean[1])
                            : new CommonTables.CommonTable.Repeated(table, visible.copy(), outer));
        }
    }

    /// Binds the query of a WITH clause under the names of its column list.
    BoundQuery common(With.CommonTable table, Scope outer) {
        BoundQuery query = bind(table.query(), outer);
        if (table.columns().isEmpty()) {
            return query;
        }
        if (table.columns().size() != query.columns().size()) {
            throw new QueryException(
                    ErrorCode.TYPE_MISMATCH,
                    "Column list has " + table.columns().size() + " names for " + query.columns().size() + " columns: " + table.name().text(),
                    table.columns().getFirst().position());
        }
        return new BoundQuery(query.plan(), table.columns().stream().map(Identifier::text).toList(), query.columns());
    }

    private BoundQuery sorted(Query query, Scope outer, CommonTables visible) {
        if (query.body() instanceof QueryBody.Select select) {
            return new SelectBinder(context, visible, outer).bind(select, query.orderBy());
        }
        BoundQuery body = body(query.body(), outer, visible);
        return query.orderBy().isEmpty() ? body : sort(body, query.orderBy(), outer, visible);
    }

    private BoundQuery body(QueryBody body, Scope outer, CommonTables visible) {
        return switch (body) {
            case QueryBody.Select select -> new SelectBinder(context, visible, outer).bind(select, List.of());
            case QueryBody.Nested nested -> new QueryBinder(context, visible).bind(nested.query(), outer);
            case QueryBody.SetOperation operation -> setOperation(operation, outer, visible);
            case QueryBody.Values values -> values(values, outer, visible);
            case QueryBody.WholeTable table -> {
                SelectItem all = new SelectItem.Star(Optional.empty(), List.of(), List.of(), table.position());
                QueryBody.Select select = new QueryBody.Select(
                        false, List.of(all), List.of(new Relation.TableReference(table.name(), table.position())), Optional.empty(),
                        Optional.empty(), Optional.empty(), Optional.empty(), List.of(), table.position());
                yield new SelectBinder(context, visible, outer).bind(select, List.of());
            }
        };
    }

    /// Binds a set operation; a chain of the same UNION becomes one node.
    private BoundQuery setOperation(QueryBody.SetOperation operation, Scope outer, CommonTables visible) {
        List<QueryBody> bodies = new ArrayList<>();
        bodies.add(operation.right());
        QueryBody rest = operation.left();
        while (operation.operator() == QueryBody.SetOperator.UNION
                && rest instanceof QueryBody.SetOperation(QueryBody.SetOperator operator, boolean all, QueryBody left, QueryBody right, _)
                && operator == QueryBody.SetOperator.UNION
                && all == operation.all()) {
            bodies.addFirst(right);
            rest = left;
        }
        bodies.addFirst(rest);
        List<BoundQuery> inputs = new ArrayList<>();
        for (QueryBody body : bodies) {
            BoundQuery input = body(body, outer, visible);
            if (!inputs.isEmpty() && input.columns().size() != inputs.getFirst().columns().size()) {
                throw new QueryException(
                        ErrorCode.TYPE_MISMATCH,
                        operation.operator() + " of different numbers of columns: " + inputs.getFirst().columns().size() + " and "
                                + input.columns().size(),
                        body.position());
            }
            inputs.add(input);
        }
        List<SqlType> types = new ArrayList<>();
        for (int column = 0; column < inputs.getFirst().columns().size(); column++) {
            List<Operand> operands = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                operands.add(new Operand(inputs.get(i).columns().get(column).reference(), bodies.get(i).position()));
            }
            types.add(new Coercion(context).common(operands, operation.operator() + ", column " + (column + 1)));
        }
        List<LogicalPlan> plans = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            plans.add(converted(inputs.get(i), types, bodies.get(i).position()));
        }
        List<String> names = inputs.getFirst().names();
        List<LogicalColumn> columns = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            columns.add(context.column(names.get(i), types.get(i)));
        }
        LogicalPlan.SetOperation.Kind kind = switch (operation.operator()) {
            case UNION -> LogicalPlan.SetOperation.Kind.UNION;
            case INTERSECT -> LogicalPlan.SetOperation.Kind.INTERSECT;
            case EXCEPT -> LogicalPlan.SetOperation.Kind.EXCEPT;
        };
        return new BoundQuery(new LogicalPlan.SetOperation(kind, operation.all(), plans, columns), names, columns);
    }

    private LogicalPlan converted(BoundQuery query, List<SqlType> types, Position position) {
        boolean same = true;
        for (int i = 0; i < types.size(); i++) {
            same &= query.columns().get(i).type().equals(types.get(i));
        }
        if (same) {
            return query.positional(context).plan();
        }
        List<LogicalColumn> columns = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < types.size(); i++) {
            LogicalColumn column = query.columns().get(i);
            boolean kept = column.type().equals(types.get(i)) && seen.add(column.id());
            columns.add(kept ? column : context.column(column.name(), types.get(i)));
            expressions.add(column.type().equals(types.get(i))
                    ? column.reference()
                    : new Expression.Cast(column.reference(), types.get(i), context.origin(position)));
        }
        return new LogicalPlan.Project(query.plan(), columns, expressions);
    }

    private BoundQuery values(QueryBody.Values values, Scope outer, CommonTables visible) {
        int width = values.rows().getFirst().size();
        LogicalPlan oneRow = new LogicalPlan.Values(List.of(), List.of(List.of()));
        List<LogicalPlan> plans = new ArrayList<>();
        List<List<Operand>> rows = new ArrayList<>();
        boolean constant = true;
        for (List<SqlExpression> row : values.rows()) {
            if (row.size() != width) {
                throw new QueryException(
                        ErrorCode.TYPE_MISMATCH, "Rows of VALUES differ in width: " + width + " and " + row.size(), row.getFirst().position());
            }
            ExpressionBinder binder = new ExpressionBinder(context, Scope.empty(outer), visible, oneRow, "VALUES");
            List<Operand> operands = binder.operands(row);
            rows.add(operands);
            plans.add(binder.plan());
            constant &= binder.plan() == oneRow;
            for (Operand operand : operands) {
                constant &= ExpressionBinder.isConstant(operand.value());
            }
        }
        List<String> names = new ArrayList<>();
        List<LogicalColumn> columns = new ArrayList<>();
        List<List<Expression>> unified = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            unified.add(new ArrayList<>());
        }
        for (int column = 0; column < width; column++) {
            List<Operand> operands = new ArrayList<>();
            for (List<Operand> row : rows) {
                operands.add(row.get(column));
            }
            List<Expression> same = new Coercion(context).unify(operands, "VALUES, column " + (column + 1));
            for (int row = 0; row < rows.size(); row++) {
                unified.get(row).add(same.get(row));
            }
            names.add("column" + (column + 1));
            columns.add(context.column(names.getLast(), same.getFirst().type()));
        }
        if (constant) {
            return new BoundQuery(new LogicalPlan.Values(columns, new ArrayList<>(unified)), names, columns);
        }
        return new BoundQuery(union(plans, unified, columns), names, columns);
    }

    /// Rows with subqueries or outer columns are computed one by one and put together.
    private LogicalPlan union(List<LogicalPlan> plans, List<List<Expression>> rows, List<LogicalColumn> columns) {
        if (rows.size() == 1) {
            return new LogicalPlan.Project(plans.getFirst(), columns, rows.getFirst());
        }
        List<LogicalPlan> inputs = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<LogicalColumn> made = new ArrayList<>();
            for (LogicalColumn column : columns) {
                made.add(context.column(column.name(), column.type()));
            }
            inputs.add(new LogicalPlan.Project(plans.get(i), made, rows.get(i)));
        }
        return new LogicalPlan.SetOperation(LogicalPlan.SetOperation.Kind.UNION, true, inputs, columns);
    }

    /// Sorts what has no select list of its own: by ordinals, and by expressions over the result's columns.
    private BoundQuery sort(BoundQuery query, List<SortItem> items, Scope outer, CommonTables visible) {
        BoundQuery body = query.positional(context);
        List<Scope.Field> fields = new ArrayList<>();
        for (int i = 0; i < body.columns().size(); i++) {
            fields.add(new Scope.Field(List.of(), body.names().get(i), body.columns().get(i), false));
        }
        ExpressionBinder binder = new ExpressionBinder(context, new Scope(fields, outer), visible, body.plan(), "ORDER BY");
        SortKeys keys = new SortKeys(context);
        for (SortItem item : items) {
            Optional<Integer> ordinal = SortKeys.ordinal(item.value(), body.columns().size(), "ORDER BY");
            keys.add(item, ordinal.isPresent() ? body.columns().get(ordinal.get()).reference() : binder.bind(item.value()));
        }
        return new BoundQuery(keys.sort(binder.plan()), body.names(), body.columns());
    }

    private BoundQuery limited(Query query, BoundQuery bound, Scope outer) {
        if (query.offset().isEmpty() && query.limit().isEmpty()) {
            return bound;
        }
        if (query.withTies()) {
            throw BindContext.notSupported("FETCH .. WITH TIES", query.limit().orElseThrow().position());
        }
        long offset = query.offset().isPresent() ? count(query.offset().get(), "OFFSET", 0, outer) : 0;
        long limit = query.limit().isPresent() ? count(query.limit().get(), "LIMIT", Long.MAX_VALUE, outer) : Long.MAX_VALUE;
        return new BoundQuery(new LogicalPlan.Limit(bound.plan(), limit, offset), bound.names(), bound.columns());
    }

    /// A count known when the statement is bound: a number or a parameter's value. Without values, a parameter counts as `unknown`.
    private long count(SqlExpression expression, String what, long unknown, Scope outer) {
        LogicalPlan oneRow = new LogicalPlan.Values(List.of(), List.of(List.of()));
        ExpressionBinder binder = new ExpressionBinder(context, Scope.empty(outer), commonTables, oneRow, what);
        Operand operand = binder.operand(expression);
        Expression value = operand.value() instanceof Expression.Column
                ? operand.value()
                : new Coercion(context).coerce(operand, SqlType.BIGINT, what);
        if (value instanceof Expression.Parameter) {
            return unknown;
        }
        Position position = expression.position();
        if (!(value instanceof Literal(Object number, SqlType _))) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, what + " takes a number or a parameter", position);
        }
        if (number == null) {
            return unknown;
        }
        if ((Long) number < 0) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, what + " is negative: " + number, position);
        }
        return (Long) number;
    }
}
