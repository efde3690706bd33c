package dev.weir.planner.optimize.expression;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Puts other expressions in the place of columns.
public final class ColumnReplacement {
    private ColumnReplacement() {}

    public static Expression replace(Expression expression, Map<Integer, ? extends Expression> replacements) {
        if (expression == null || replacements.isEmpty()) {
            return expression;
        }
        return expression.transformUp(part -> {
            if (part instanceof Expression.Column column) {
                Expression replacement = replacements.get(column.index());
                return replacement == null ? part : replacement;
            }
            return part;
        });
    }

    public static List<Expression> replace(List<Expression> expressions, Map<Integer, ? extends Expression> replacements) {
        List<Expression> changed = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            changed.add(replace(expression, replacements));
        }
        return changed;
    }

    /// What the columns of a projection stand for.
    public static Map<Integer, Expression> definitions(LogicalPlan.Project project) {
        Map<Integer, Expression> definitions = new java.util.HashMap<>();
        for (int i = 0; i < project.columns().size(); i++) {
            definitions.put(project.columns().get(i).id(), project.expressions().get(i));
        }
        return definitions;
    }

    /// References from the columns of one list to those of another, by position.
    public static Map<Integer, Expression> matching(List<LogicalColumn> from, List<LogicalColumn> to) {
        Map<Integer, Expression> matching = new java.util.HashMap<>();
        for (int i = 0; i < from.size(); i++) {
            matching.put(from.get(i).id(), to.get(i).reference());
        }
        return matching;
    }

    /// Rewrites the expressions of one node, not its children and not its own output columns. Keys of aggregates and sorts
    /// must be replaced by columns.
    public static LogicalPlan inNode(LogicalPlan node, Map<Integer, ? extends Expression> r) {
        return switch (node) {
            case LogicalPlan.Scan scan -> scan.filter() == null ? scan
                    : new LogicalPlan.Scan(scan.table(), scan.columns(), scan.sources(), replace(scan.filter(), r));
            case LogicalPlan.Values values -> {
                List<List<Expression>> rows = new ArrayList<>();
                for (List<Expression> row : values.rows()) {
                    rows.add(replace(row, r));
                }
                yield new LogicalPlan.Values(values.columns(), rows);
            }
            case LogicalPlan.Filter filter -> new LogicalPlan.Filter(filter.input(), replace(filter.predicate(), r));
            case LogicalPlan.Project project -> new LogicalPlan.Project(project.input(), project.columns(), replace(project.expressions(), r));
            case LogicalPlan.Aggregate aggregate -> {
                List<LogicalPlan.Aggregate.Call> calls = new ArrayList<>();
                for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
                    calls.add(new LogicalPlan.Aggregate.Call(
                            call.output(), call.function(), replace(call.arguments(), r), call.distinct(), replace(call.filter(), r), call.signature(),
                            call.origin()));
                }
                yield new LogicalPlan.Aggregate(aggregate.input(), aggregate.keys().stream().map(key -> column(key, r)).toList(), calls);
            }
            case LogicalPlan.Join join -> new LogicalPlan.Join(join.kind(), join.left(), join.right(), replace(join.condition(), r), join.mark(),
                    join.nullAware(), join.correlated(), join.origin());
            case LogicalPlan.Sort sort -> new LogicalPlan.Sort(sort.input(), sort.keys().stream()
                    .map(key -> new LogicalPlan.Sort.Key(column(key.column(), r), key.descending(), key.nullsFirst())).toList());
            case LogicalPlan.Window window -> {
                LogicalPlan.Window changed = window.withExpressions(expression -> replace(expression, r));
                yield new LogicalPlan.Window(changed.input(), window.partitionBy().stream().map(column -> column(column, r)).toList(),
                        window.orderBy().stream().map(key -> new LogicalPlan.Sort.Key(column(key.column(), r), key.descending(), key.nullsFirst())).toList(),
                        changed.calls(), window.top());
            }
            case LogicalPlan.Output output ->
                    new LogicalPlan.Output(output.input(), output.names(), output.columns().stream().map(column -> column(column, r)).toList());
            case LogicalPlan.SetOperation _, LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _, LogicalPlan.With _, LogicalPlan.SharedRef _ -> node;
        };
    }

    private static LogicalColumn column(LogicalColumn column, Map<Integer, ? extends Expression> r) {
        return r.get(column.id()) instanceof Expression.Column other ? new LogicalColumn(other.index(), column.name(), other.type()) : column;
    }
}
