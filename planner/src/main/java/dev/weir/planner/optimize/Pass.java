package dev.weir.planner.optimize;

import dev.weir.planner.logical.LogicalPlan;

/// One rewriting of a whole plan.
///
/// @param name     for `disabled_rules`, timings and failed checks; the same name may stand in the list several times
/// @param required whether plans cannot be executed without it, so that it cannot be switched off
/// @param rewrite  answers the same instance when it changed nothing
record Pass(String name, boolean required, Rewrite rewrite) {
    @FunctionalInterface
    interface Rewrite {
        LogicalPlan apply(LogicalPlan plan, PassContext context);
    }
}
