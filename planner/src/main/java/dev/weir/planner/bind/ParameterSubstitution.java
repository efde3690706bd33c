package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.planner.logical.LogicalPlan;
import java.util.ArrayList;
import java.util.List;

/// Puts values in the place of parameters in a bound plan.
///
/// A LIMIT or OFFSET that is a parameter is no expression of the plan: such a statement has to be bound anew with
/// {@link BindSettings#parameterValues}, which does for every statement.
public final class ParameterSubstitution {
    private final List<Literal> values;

    private ParameterSubstitution(List<Literal> values) {
        this.values = values;
    }

    public static LogicalPlan substitute(LogicalPlan plan, List<Literal> values) {
        return plan.transformUp(new ParameterSubstitution(values)::node);
    }

    private LogicalPlan node(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Scan p when p.filter() != null -> {
                Expression filter = expression(p.filter());
                yield filter == p.filter() ? p : new LogicalPlan.Scan(p.table(), p.columns(), p.sources(), filter);
            }
            case LogicalPlan.Values p -> {
                List<List<Expression>> rows = new ArrayList<>();
                boolean changed = false;
                for (List<Expression> row : p.rows()) {
                    rows.add(expressions(row));
                    changed |= rows.getLast() != row;
                }
                yield changed ? new LogicalPlan.Values(p.columns(), rows) : p;
            }
            case LogicalPlan.Filter p -> {
                Expression predicate = expression(p.predicate());
                yield predicate == p.predicate() ? p : new LogicalPlan.Filter(p.input(), predicate);
            }
            case LogicalPlan.Project p -> {
                List<Expression> changed = expressions(p.expressions());
                yield changed == p.expressions() ? p : new LogicalPlan.Project(p.input(), p.columns(), changed);
            }
            case LogicalPlan.Aggregate p -> aggregate(p);
            case LogicalPlan.Window p -> p.withExpressions(this::expression);
            case LogicalPlan.Join p when p.condition() != null -> {
                Expression condition = expression(p.condition());
                yield condition == p.condition()
                        ? p
                        : new LogicalPlan.Join(p.kind(), p.left(), p.right(), condition, p.mark(), p.nullAware(), p.correlated(), p.origin());
            }
            case LogicalPlan.Scan _, LogicalPlan.Join _, LogicalPlan.SetOperation _, LogicalPlan.Sort _, LogicalPlan.Limit _,
                    LogicalPlan.AssertSingleRow _, LogicalPlan.With _, LogicalPlan.SharedRef _, LogicalPlan.Output _ -> plan;
        };
    }

    private LogicalPlan aggregate(LogicalPlan.Aggregate plan) {
        List<LogicalPlan.Aggregate.Call> calls = new ArrayList<>();
        boolean changed = false;
        for (LogicalPlan.Aggregate.Call call : plan.calls()) {
            List<Expression> arguments = expressions(call.arguments());
            Expression filter = call.filter() == null ? null : expression(call.filter());
            changed |= arguments != call.arguments() || filter != call.filter();
            calls.add(new LogicalPlan.Aggregate.Call(
                    call.output(), call.function(), arguments, call.distinct(), filter, call.signature(), call.origin()));
        }
        return changed ? new LogicalPlan.Aggregate(plan.input(), plan.keys(), calls) : plan;
    }

    private List<Expression> expressions(List<Expression> expressions) {
        List<Expression> all = new ArrayList<>(expressions.size());
        boolean changed = false;
        for (Expression expression : expressions) {
            all.add(expression(expression));
            changed |= all.getLast() != expression;
        }
        return changed ? all : expressions;
    }

    private Expression expression(Expression expression) {
        return expression.transformUp(part -> part instanceof Expression.Parameter parameter ? value(parameter) : part);
    }

    private Expression value(Expression.Parameter parameter) {
        if (parameter.index() >= values.size()) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "Value missing for parameter " + (parameter.index() + 1) + ", values given: " + values.size());
        }
        Literal value = values.get(parameter.index());
        if (value.isNull()) {
            return Literal.ofNull(parameter.type());
        }
        return value.type().equals(parameter.type()) ? value : new Expression.Cast(value, parameter.type());
    }
}
