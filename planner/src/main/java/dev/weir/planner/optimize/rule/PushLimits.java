package dev.weir.planner.optimize.rule;

import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import java.util.ArrayList;
import java.util.List;

/// Moves limits below projections (to meet their sort), into the inputs of UNION ALL, and joins two limits into one.
public final class PushLimits {
    private PushLimits() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        if (plan instanceof LogicalPlan.Limit limit) {
            LogicalPlan pushed = push(limit);
            if (pushed != limit) {
                return apply(pushed, context);
            }
        }
        List<LogicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(apply(child, context)));
        return children.isEmpty() ? plan : plan.withChildren(children);
    }

    private static LogicalPlan push(LogicalPlan.Limit limit) {
        return switch (limit.input()) {
            case LogicalPlan.Project project ->
                    new LogicalPlan.Project(new LogicalPlan.Limit(project.input(), limit.count(), limit.offset()), project.columns(), project.expressions());
            case LogicalPlan.Limit inner -> {
                long left = inner.count() == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, inner.count() - limit.offset());
                yield new LogicalPlan.Limit(inner.input(), Math.min(limit.count(), left), sum(inner.offset(), limit.offset()));
            }
            case LogicalPlan.SetOperation union when union.kind() == LogicalPlan.SetOperation.Kind.UNION && union.all() && limit.count() != Long.MAX_VALUE -> {
                long needed = sum(limit.count(), limit.offset());
                List<LogicalPlan> inputs = new ArrayList<>();
                boolean changed = false;
                for (LogicalPlan input : union.inputs()) {
                    boolean limited = input instanceof LogicalPlan.Limit inner && inner.count() <= needed;
                    changed |= !limited;
                    inputs.add(limited ? input : new LogicalPlan.Limit(input, needed, 0));
                }
                yield changed ? new LogicalPlan.Limit(union.withChildren(inputs), limit.count(), limit.offset()) : limit;
            }
            default -> limit;
        };
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
