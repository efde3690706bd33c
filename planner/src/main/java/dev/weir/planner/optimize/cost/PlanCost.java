package dev.weir.planner.optimize.cost;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.statistics.PlanEstimator;
import java.util.List;

/// What a whole plan costs, roughly, in values read from a file: to tell plans apart that differ by how often they read a
/// table, not by the order of their joins.
public final class PlanCost {
    private static final double COMPARISON = 0.2;
    private static final double KEPT_VALUE = 0.5;
    private static final double READ_VALUE = 0.25;

    private PlanCost() {}

    /// Of the plan with all below it; definitions of shared results cost nothing where they are read.
    public static double of(LogicalPlan plan, PlanEstimator estimator) {
        double cost = 0;
        for (LogicalPlan child : plan.children()) {
            cost += of(child, estimator);
        }
        return cost + switch (plan) {
            case LogicalPlan.Scan scan -> {
                LogicalPlan.Scan whole = new LogicalPlan.Scan(scan.table(), scan.columns(), scan.sources(), null);
                double rows = estimator.estimate(whole).rows();
                yield rows * (Math.max(1, scan.columns().size()) + (scan.filter() == null ? 0 : COMPARISON * ExpressionCost.of(scan.filter())));
            }
            case LogicalPlan.Values values -> values.rows().size();
            case LogicalPlan.Filter filter -> COMPARISON * ExpressionCost.of(filter.predicate()) * rows(filter.input(), estimator);
            case LogicalPlan.Project project -> COMPARISON * expressions(project.expressions()) * rows(project.input(), estimator);
            case LogicalPlan.Aggregate aggregate -> (1 + aggregate.keys().size() + aggregate.calls().size()) * rows(aggregate.input(), estimator);
            case LogicalPlan.Join join -> {
                double left = rows(join.left(), estimator);
                double right = rows(join.right(), estimator);
                yield JoinCost.hash(Math.min(left, right), Math.max(left, right), rows(join, estimator));
            }
            case LogicalPlan.SetOperation operation -> operation.inputs().stream().mapToDouble(input -> rows(input, estimator)).sum();
            case LogicalPlan.Sort sort -> sorting(rows(sort.input(), estimator), sort.columns().size());
            case LogicalPlan.Window window -> window(rows(window.input(), estimator), window.columns().size());
            case LogicalPlan.SharedRef reference -> READ_VALUE * rows(reference, estimator) * Math.max(1, reference.columns().size());
            case LogicalPlan.Limit _, LogicalPlan.AssertSingleRow _, LogicalPlan.With _, LogicalPlan.Output _ -> 0;
        };
    }

    /// Of computing functions over windows, which sorts.
    public static double window(double rows, int columns) {
        return sorting(rows, columns) + rows;
    }

    /// Of keeping a plan's rows and reading them `uses` times.
    public static double shared(double rows, int columns, int uses) {
        return rows * Math.max(1, columns) * (KEPT_VALUE + READ_VALUE * uses);
    }

    private static double sorting(double rows, int columns) {
        return rows * (Math.log(rows + 2) + columns);
    }

    private static double expressions(List<Expression> expressions) {
        double cost = 0;
        for (Expression expression : expressions) {
            cost += expression instanceof Expression.Column ? 0 : ExpressionCost.of(expression);
        }
        return cost;
    }

    private static double rows(LogicalPlan plan, PlanEstimator estimator) {
        return estimator.estimate(plan).rows();
    }
}
