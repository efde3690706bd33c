package dev.weir.planner.optimize.expression;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Applies a change to every expression that the nodes of a plan evaluate. Bare keys of groups and sorts are left alone.
public final class RewriteExpressions {
    private RewriteExpressions() {}

    public static LogicalPlan everywhere(LogicalPlan plan, UnaryOperator<Expression> change) {
        return plan.transformUp(node -> inNode(node, change));
    }

    private static LogicalPlan inNode(LogicalPlan node, UnaryOperator<Expression> change) {
        return switch (node) {
            case LogicalPlan.Scan scan -> {
                Expression filter = optional(scan.filter(), change);
                yield filter == scan.filter() ? scan : new LogicalPlan.Scan(scan.table(), scan.columns(), scan.sources(), filter);
            }
            case LogicalPlan.Values values -> {
                List<List<Expression>> rows = new ArrayList<>();
                boolean same = true;
                for (List<Expression> row : values.rows()) {
                    List<Expression> changed = all(row, change);
                    same &= changed == row;
                    rows.add(changed);
                }
                yield same ? values : new LogicalPlan.Values(values.columns(), rows);
            }
            case LogicalPlan.Filter filter -> {
                Expression predicate = change.apply(filter.predicate());
                yield predicate == filter.predicate() ? filter : new LogicalPlan.Filter(filter.input(), predicate);
            }
            case LogicalPlan.Project project -> {
                List<Expression> expressions = all(project.expressions(), change);
                yield expressions == project.expressions() ? project : new LogicalPlan.Project(project.input(), project.columns(), expressions);
            }
            case LogicalPlan.Aggregate aggregate -> {
                List<LogicalPlan.Aggregate.Call> calls = new ArrayList<>();
                boolean same = true;
                for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
                    List<Expression> arguments = all(call.arguments(), change);
                    Expression filter = optional(call.filter(), change);
                    boolean kept = arguments == call.arguments() && filter == call.filter();
                    same &= kept;
                    calls.add(kept ? call
                            : new LogicalPlan.Aggregate.Call(call.output(), call.function(), arguments, call.distinct(), filter, call.signature(),
                                    call.origin()));
                }
                yield same ? aggregate : new LogicalPlan.Aggregate(aggregate.input(), aggregate.keys(), calls);
            }
            case LogicalPlan.Join join -> {
                Expression condition = optional(join.condition(), change);
                yield condition == join.condition() ? join
                        : new LogicalPlan.Join(join.kind(), join.left(), join.right(), condition, join.mark(), join.nullAware(),
                                join.correlated(), join.origin());
            }
            case LogicalPlan.Window window -> window.withExpressions(change);
            case LogicalPlan.SetOperation _, LogicalPlan.Sort _, LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _, LogicalPlan.With _,
                 LogicalPlan.SharedRef _, LogicalPlan.Output _ -> node;
        };
    }

    private static Expression optional(Expression expression, UnaryOperator<Expression> change) {
        return expression == null ? null : change.apply(expression);
    }

    private static List<Expression> all(List<Expression> expressions, UnaryOperator<Expression> change) {
        List<Expression> changed = new ArrayList<>(expressions.size());
        boolean same = true;
        for (Expression expression : expressions) {
            Expression other = change.apply(expression);
            same &= other == expression;
            changed.add(other);
        }
        return same ? expressions : changed;
    }
}
