package dev.weir.planner.optimize;

import dev.weir.planner.PlanSettings;
import dev.weir.planner.logical.ColumnIds;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.ConstantFolder;
import dev.weir.planner.optimize.statistics.PlanEstimator;

/// What passes share while one plan is optimized.
public final class PassContext {
    private final PlanSettings settings;
    private final ConstantFolder folder;
    private final ColumnIds ids;
    private int nextDefinition;

    public PassContext(LogicalPlan plan, PlanSettings settings, ConstantFolder folder) {
        this.settings = settings;
        this.folder = folder;
        this.ids = new ColumnIds(largestId(plan) + 1);
        this.nextDefinition = largestDefinition(plan) + 1;
    }

    public PlanSettings settings() {
        return settings;
    }

    public ConstantFolder folder() {
        return folder;
    }

    public ColumnIds ids() {
        return ids;
    }

    /// The same name and type under a new id.
    public LogicalColumn fresh(LogicalColumn column) {
        return ids.create(column.name(), column.type());
    }

    public int newDefinition() {
        return nextDefinition++;
    }

    /// An estimator that knows the definitions of the plan.
    public PlanEstimator estimator(LogicalPlan plan) {
        PlanEstimator estimator = new PlanEstimator();
        estimator.estimate(plan);
        return estimator;
    }

    private static int largestId(LogicalPlan plan) {
        int largest = -1;
        for (LogicalColumn column : plan.columns()) {
            largest = Math.max(largest, column.id());
        }
        for (LogicalPlan child : plan.children()) {
            largest = Math.max(largest, largestId(child));
        }
        return largest;
    }

    private static int largestDefinition(LogicalPlan plan) {
        int largest = -1;
        if (plan instanceof LogicalPlan.With with) {
            for (LogicalPlan.With.Definition definition : with.definitions()) {
                largest = Math.max(largest, definition.id());
            }
        }
        for (LogicalPlan child : plan.children()) {
            largest = Math.max(largest, largestDefinition(child));
        }
        return largest;
    }
}
