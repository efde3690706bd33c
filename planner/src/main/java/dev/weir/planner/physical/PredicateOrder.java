package dev.weir.planner.physical;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.planner.optimize.cost.ExpressionCost;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.statistics.PlanEstimate;
import dev.weir.planner.optimize.statistics.Selectivity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Puts the terms of a filter into the order in which they run: the one that removes most rows for its cost first. Terms
/// that can fail come last in the order written, so that every guard stays before what it guards.
public final class PredicateOrder {
    private PredicateOrder() {}

    public static Expression of(Expression condition, PlanEstimate input) {
        List<Expression> safe = new ArrayList<>();
        List<Expression> failing = new ArrayList<>();
        Map<Expression, Double> ranks = new IdentityHashMap<>();
        for (Expression term : Conjuncts.of(condition)) {
            (ExpressionFacts.neverFails(term) ? safe : failing).add(term);
            ranks.put(term, ExpressionCost.of(term) / Math.max(0.01, 1 - Selectivity.of(term, input)));
        }
        safe.sort(Comparator.comparingDouble(ranks::get));
        safe.addAll(failing);
        return Conjuncts.and(safe);
    }
}
