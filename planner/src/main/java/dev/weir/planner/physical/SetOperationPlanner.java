package dev.weir.planner.physical;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ColumnUses;
import java.util.ArrayList;
import java.util.List;

/// Compiles set operations to unions and groupings: INTERSECT and EXCEPT count per distinct row in which inputs it occurs.
final class SetOperationPlanner {
    private static final AggregateFunction.Signature COUNT_ROWS = AggregateFunctions.COUNT.resolver().resolve(List.of()).orElseThrow();

    private final PhysicalPlanner planner;

    SetOperationPlanner(PhysicalPlanner planner) {
        this.planner = planner;
    }

    Built build(LogicalPlan.SetOperation operation) {
        List<PhysicalPlan> inputs = new ArrayList<>();
        double all = 0;
        for (LogicalPlan input : operation.inputs()) {
            Built built = planner.build(input, ColumnUses.outputs(input));
            inputs.add(planner.inOrder(built, input.columns()));
            all += planner.estimate(input).rows();
        }
        double rows = planner.estimate(operation).rows();
        PhysicalPlan plan = switch (operation.kind()) {
            case UNION -> {
                PhysicalPlan union = planner.estimates().put(new PhysicalPlan.Union(inputs), all);
                yield operation.all() ? union : planner.estimates().put(distinct(union, List.of(), rows), rows);
            }
            case INTERSECT, EXCEPT -> counted(operation, inputs, all, rows);
        };
        return Built.of(plan, operation.columns());
    }

    /// Tags each row with the input it comes from, counts the tags per distinct row, and decides by the counts.
    private PhysicalPlan counted(LogicalPlan.SetOperation operation, List<PhysicalPlan> inputs, double all, double rows) {
        int width = operation.columns().size();
        List<PhysicalPlan> tagged = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            List<Expression> expressions = columns(inputs.get(i).types(), width);
            for (int tag = 0; tag < inputs.size(); tag++) {
                expressions.add(Expression.Literal.of(tag == i));
            }
            tagged.add(planner.estimates().put(new PhysicalPlan.Project(inputs.get(i), expressions), planner.estimates().of(inputs.get(i)).rows()));
        }
        PhysicalPlan union = planner.estimates().put(new PhysicalPlan.Union(tagged), all);
        List<AggregateCall> counts = new ArrayList<>();
        for (int tag = 0; tag < inputs.size(); tag++) {
            counts.add(new AggregateCall(AggregateFunctions.COUNT, List.of(), false, width + tag, COUNT_ROWS));
        }
        PhysicalPlan grouped = planner.estimates().put(distinct(union, counts, rows), rows);
        List<Expression> terms = new ArrayList<>();
        for (int tag = 0; tag < inputs.size(); tag++) {
            boolean present = tag == 0 || operation.kind() == LogicalPlan.SetOperation.Kind.INTERSECT;
            if (present || !operation.all()) {
                Expression.Comparison.Operator operator = present ? Expression.Comparison.Operator.GREATER : Expression.Comparison.Operator.EQUAL;
                terms.add(new Expression.Comparison(operator, count(width, tag), Expression.Literal.ofLong(0)));
            }
        }
        Expression decided = terms.size() == 1 ? terms.getFirst() : new Expression.And(terms);
        PhysicalPlan filtered = planner.estimates().put(new PhysicalPlan.Filter(grouped, decided), rows);
        List<Expression> result = columns(grouped.types(), width);
        if (!operation.all()) {
            return planner.estimates().put(new PhysicalPlan.Project(filtered, result), rows);
        }
        result.add(times(operation.kind(), width, inputs.size()));
        return planner.estimates().put(new PhysicalPlan.Repeat(planner.estimates().put(new PhysicalPlan.Project(filtered, result), rows), width), rows);
    }

    /// How often a row is in the result: the least of the counts, or the first less the others.
    private static Expression times(LogicalPlan.SetOperation.Kind kind, int width, int inputs) {
        Expression times = count(width, 0);
        for (int tag = 1; tag < inputs; tag++) {
            Expression other = count(width, tag);
            times = kind == LogicalPlan.SetOperation.Kind.INTERSECT
                    ? new Expression.Case(List.of(new Expression.Case.Branch(
                            new Expression.Comparison(Expression.Comparison.Operator.LESS, other, times), other)), times)
                    : new Expression.Arithmetic(Expression.Arithmetic.Operator.SUBTRACT, times, other, SqlType.BIGINT);
        }
        return times;
    }

    private static PhysicalPlan distinct(PhysicalPlan input, List<AggregateCall> calls, double groups) {
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < input.types().size() - calls.size(); i++) {
            keys.add(i);
        }
        return new PhysicalPlan.Aggregate(input, keys, calls, PhysicalPlan.Aggregate.Step.SINGLE, groups);
    }

    private static List<Expression> columns(List<SqlType> types, int width) {
        List<Expression> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            columns.add(new Expression.Column(i, types.get(i)));
        }
        return columns;
    }

    private static Expression count(int width, int tag) {
        return new Expression.Column(width + tag, SqlType.BIGINT);
    }
}
