package dev.weir.planner.testing;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.catalog.TableDescription;
import dev.weir.planner.logical.ColumnIds;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import java.util.ArrayList;
import java.util.List;

/// Writes logical plans by hand. Columns are found by name among those of a node.
public final class PlanBuilder {
    public final ColumnIds ids = new ColumnIds();
    private final Catalog catalog;

    public PlanBuilder(Catalog catalog) {
        this.catalog = catalog;
    }

    /// All columns of the one table of that name.
    public LogicalPlan.Scan scan(String table) {
        for (String domain : catalog.domains()) {
            for (String product : catalog.products(domain)) {
                TableDescription found = catalog.table(new TableName(domain, product, table)).orElse(null);
                if (found != null) {
                    List<LogicalColumn> columns = new ArrayList<>();
                    List<Integer> sources = new ArrayList<>();
                    for (int i = 0; i < found.columns().size(); i++) {
                        columns.add(ids.create(found.columns().get(i).name(), found.columns().get(i).type()));
                        sources.add(i);
                    }
                    return new LogicalPlan.Scan(found, columns, sources, null);
                }
            }
        }
        throw new IllegalArgumentException(table);
    }

    public static LogicalColumn column(LogicalPlan plan, String name) {
        for (LogicalColumn column : plan.columns()) {
            if (column.name().equals(name)) {
                return column;
            }
        }
        throw new IllegalArgumentException(name + " of " + plan.columns());
    }

    public static Expression.Column ref(LogicalPlan plan, String name) {
        return column(plan, name).reference();
    }

    public static Expression compare(Expression left, String operator, Expression right) {
        for (Expression.Comparison.Operator known : Expression.Comparison.Operator.values()) {
            if (known.symbol().equals(operator)) {
                return new Expression.Comparison(known, left, right);
            }
        }
        throw new IllegalArgumentException(operator);
    }

    public static Expression equal(Expression left, Expression right) {
        return compare(left, "=", right);
    }

    public static Expression and(Expression... terms) {
        return new Expression.And(List.of(terms));
    }

    public static Expression or(Expression... terms) {
        return new Expression.Or(List.of(terms));
    }

    public static Expression.Literal number(long value) {
        return Expression.Literal.ofLong(value);
    }

    public static Expression.Literal text(String value) {
        return Expression.Literal.ofString(value);
    }

    public static LogicalPlan.Filter filter(LogicalPlan input, Expression predicate) {
        return new LogicalPlan.Filter(input, predicate);
    }

    public static LogicalPlan.Join join(LogicalPlan.Join.Kind kind, LogicalPlan left, LogicalPlan right, Expression condition) {
        return new LogicalPlan.Join(kind, left, right, condition, null, false, false);
    }

    public static LogicalPlan.Join cross(LogicalPlan left, LogicalPlan right) {
        return join(LogicalPlan.Join.Kind.INNER, left, right, null);
    }

    public LogicalPlan.Join mark(LogicalPlan left, LogicalPlan right, Expression condition, boolean nullAware, boolean correlated) {
        return new LogicalPlan.Join(LogicalPlan.Join.Kind.MARK, left, right, condition, ids.create("mark", SqlType.BOOLEAN), nullAware, correlated);
    }

    public static LogicalPlan.Join single(LogicalPlan left, LogicalPlan right, boolean correlated) {
        return new LogicalPlan.Join(LogicalPlan.Join.Kind.SINGLE, left, right, null, null, false, correlated);
    }

    public LogicalPlan.Project project(LogicalPlan input, Object... namesAndExpressions) {
        List<LogicalColumn> columns = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        for (int i = 0; i < namesAndExpressions.length; i += 2) {
            Expression expression = (Expression) namesAndExpressions[i + 1];
            columns.add(ids.create((String) namesAndExpressions[i], expression.type()));
            expressions.add(expression);
        }
        return new LogicalPlan.Project(input, columns, expressions);
    }

    public LogicalPlan.Aggregate.Call call(String name, AggregateFunction function, Expression... arguments) {
        List<SqlType> types = new ArrayList<>();
        for (Expression argument : arguments) {
            types.add(argument.type());
        }
        AggregateFunction.Signature signature = function.resolver().resolve(types).orElseThrow();
        return new LogicalPlan.Aggregate.Call(ids.create(name, signature.result()), function, List.of(arguments), false, null, signature);
    }

    public static LogicalPlan.Aggregate aggregate(LogicalPlan input, List<LogicalColumn> keys, LogicalPlan.Aggregate.Call... calls) {
        return new LogicalPlan.Aggregate(input, keys, List.of(calls));
    }

    public static LogicalPlan.Sort sort(LogicalPlan input, String... names) {
        List<LogicalPlan.Sort.Key> keys = new ArrayList<>();
        for (String name : names) {
            boolean descending = name.startsWith("-");
            keys.add(new LogicalPlan.Sort.Key(column(input, descending ? name.substring(1) : name), descending, false));
        }
        return new LogicalPlan.Sort(input, keys);
    }

    public static LogicalPlan.Output output(LogicalPlan input, String... names) {
        List<LogicalColumn> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(column(input, name));
        }
        return new LogicalPlan.Output(input, List.of(names), columns);
    }
}
