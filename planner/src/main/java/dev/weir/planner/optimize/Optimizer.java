package dev.weir.planner.optimize;

import dev.weir.planner.PlanSettings;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.check.PlanCheck;
import dev.weir.planner.optimize.expression.ConstantFolder;
import dev.weir.planner.optimize.joinorder.OrderJoins;
import dev.weir.planner.optimize.rule.CheckSingleRows;
import dev.weir.planner.optimize.rule.DeriveConditions;
import dev.weir.planner.optimize.rule.EvaluateTermsEarly;
import dev.weir.planner.optimize.rule.FilterShared;
import dev.weir.planner.optimize.rule.FoldConstants;
import dev.weir.planner.optimize.rule.HoistWith;
import dev.weir.planner.optimize.rule.InlineWith;
import dev.weir.planner.optimize.rule.LimitPartitions;
import dev.weir.planner.optimize.rule.NarrowOuterJoins;
import dev.weir.planner.optimize.rule.PushFilters;
import dev.weir.planner.optimize.rule.PushFiltersIntoScans;
import dev.weir.planner.optimize.rule.PushLimits;
import dev.weir.planner.optimize.rule.RemoveEmptyInputs;
import dev.weir.planner.optimize.rule.RemoveSorts;
import dev.weir.planner.optimize.rule.RemoveUnusedColumns;
import dev.weir.planner.optimize.rule.SimplifyBooleans;
import dev.weir.planner.optimize.rule.SimplifyNullAwareJoins;
import dev.weir.planner.optimize.rule.SinkWith;
import dev.weir.planner.optimize.rule.UnwrapCasts;
import dev.weir.planner.optimize.share.ReplaceAggregatesByWindows;
import dev.weir.planner.optimize.share.ShareSubplans;
import dev.weir.planner.optimize.unnest.UnnestSubqueries;
import java.util.ArrayList;
import java.util.List;

/// Runs the passes in order. The order is the design; the reason for each one's place stands beside it.
public final class Optimizer {
    private static final List<Pass> PASSES = List.of(
            // definitions used once hide filters and joins from one another
            optional("inline_with", InlineWith::apply),
            // literals of casts and date arithmetic, before anything compares constants
            optional("fold_constants", FoldConstants::apply),
            // after folding, which makes literals of the constants' own casts
            optional("unwrap_casts", UnwrapCasts::apply),
            // join conditions inside ORs, before filters look for them
            optional("simplify_booleans", SimplifyBooleans::apply),
            // EXISTS and IN at the top of WHERE become semi and anti joins here, while the subquery is still in one piece
            optional("push_filters", PushFilters::apply),
            // marks that are decided, columns of EXISTS that nobody reads: fewer correlations to move
            optional("remove_unused_columns", RemoveUnusedColumns::apply),
            // NOT IN over keys: an ordinary anti join may be unnested and reordered more freely
            optional("simplify_null_aware_joins", SimplifyNullAwareJoins::apply),
            // everything after this may assume that a side of a join stands for itself
            required("unnest_subqueries", UnnestSubqueries::apply),
            // needs the keys that unnesting found
            required("check_single_rows", CheckSingleRows::apply),
            // unnesting shares outer sides; below the root they would cut regions of joins apart
            optional("hoist_with", HoistWith::apply),
            optional("inline_with", InlineWith::apply),
            // conditions that unnesting moved into joins and projections
            optional("fold_constants", FoldConstants::apply),
            optional("simplify_booleans", SimplifyBooleans::apply),
            optional("push_filters", PushFilters::apply),
            // filters lie on the outer joins whose rows they remove, and what it makes free can still be pushed and derived
            optional("narrow_outer_joins", NarrowOuterJoins::apply),
            // twice, since a condition may travel from one join over another to a third
            optional("derive_conditions", DeriveConditions::apply),
            optional("push_filters", PushFilters::apply),
            optional("derive_conditions", DeriveConditions::apply),
            optional("push_filters", PushFilters::apply),
            // conditions have come as far down as the uses of shared results
            optional("filter_shared", FilterShared::apply),
            // a condition on what tells the inputs of a union apart is a constant in each
            optional("fold_constants", FoldConstants::apply),
            optional("simplify_booleans", SimplifyBooleans::apply),
            optional("remove_empty_inputs", RemoveEmptyInputs::apply),
            // projections between joins would end a region
            optional("remove_unused_columns", RemoveUnusedColumns::apply),
            // an aggregate of rows that are joined with it anyway, while the joins still lie side by side
            optional("replace_aggregates_by_windows", ReplaceAggregatesByWindows::apply),
            // all filters are in place, so that the estimates see them
            optional("order_joins", OrderJoins::apply),
            // terms that wait for both sides of a new join
            optional("push_filters", PushFilters::apply),
            optional("remove_sorts", RemoveSorts::apply),
            // nothing stands between the filter and its window any more, and calls that nobody reads are gone
            optional("remove_unused_columns", RemoveUnusedColumns::apply),
            optional("limit_partitions", LimitPartitions::apply),
            // a limit finds its sort below a projection
            optional("push_limits", PushLimits::apply),
            optional("remove_unused_columns", RemoveUnusedColumns::apply),
            // until here filters are nodes, which rules need not look for in two places
            optional("push_filters_into_scans", PushFiltersIntoScans::apply),
            // the order of joins is fixed, and no rule needs the terms that it hides
            optional("evaluate_terms_early", EvaluateTermsEarly::apply),
            // equal parts have the same order of joins and the same filters by now
            optional("share_subplans", ShareSubplans::apply),
            // a shared result keeps what its uses read
            optional("remove_unused_columns", RemoveUnusedColumns::apply),
            // no rule looks for joins or filters across the definitions any more
            optional("sink_with", SinkWith::apply));

    private Optimizer() {}

    public static Optimized optimize(LogicalPlan.Output plan, PlanSettings settings) {
        return optimize(plan, settings, new EvaluatedConstants(settings));
    }

    /// Runs the named passes alone, in the order given: for tests of a rule.
    static LogicalPlan only(LogicalPlan.Output plan, List<String> names, PlanSettings settings) {
        PassContext context = new PassContext(plan, settings, new EvaluatedConstants(settings));
        LogicalPlan current = plan;
        for (String name : names) {
            Pass pass = PASSES.stream().filter(known -> known.name().equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(name));
            current = pass.rewrite().apply(current, context);
            PlanCheck.check(current, name);
        }
        return current;
    }

    static Optimized optimize(LogicalPlan.Output plan, PlanSettings settings, ConstantFolder folder) {
        if (settings.checkPlans()) {
            PlanCheck.check(plan, "binding");
        }
        PassContext context = new PassContext(plan, settings, folder);
        List<Optimized.Timing> timings = new ArrayList<>();
        LogicalPlan current = plan;
        for (Pass pass : PASSES) {
            if (!pass.required() && settings.disabledRules().contains(pass.name())) {
                continue;
            }
            long start = System.nanoTime();
            LogicalPlan next = pass.rewrite().apply(current, context);
            timings.add(new Optimized.Timing(pass.name(), System.nanoTime() - start, next != current));
            if (settings.checkPlans() && next != current) {
                PlanCheck.check(next, pass.name());
            }
            current = next;
        }
        return new Optimized((LogicalPlan.Output) current, timings);
    }

    /// The names that `disabled_rules` may hold.
    public static List<String> switchable() {
        return PASSES.stream().filter(pass -> !pass.required()).map(Pass::name).distinct().toList();
    }

    private static Pass optional(String name, Pass.Rewrite rewrite) {
        return new Pass(name, false, rewrite);
    }

    private static Pass required(String name, Pass.Rewrite rewrite) {
        return new Pass(name, true, rewrite);
    }
}
