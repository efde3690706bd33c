package dev.weir.planner.optimize.share;

import dev.weir.exec.expression.Expression;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.joinorder.JoinRegion;
import java.util.ArrayList;
import java.util.List;

/// Relations without their filters, and all terms that filter or join them.
///
/// @param region what joins them; null when there is one relation
record JoinedRelations(List<LogicalPlan> relations, List<Expression> terms, JoinRegion region) {
    /// Of what an aggregate reads; null when semi and anti joins take part.
    static JoinedRelations of(LogicalPlan plan) {
        LogicalPlan unfiltered = unfiltered(plan);
        List<Expression> terms = new ArrayList<>(terms(plan));
        if (!JoinRegion.starts(unfiltered)) {
            return new JoinedRelations(List.of(unfiltered), terms, null);
        }
        JoinRegion region = JoinRegion.of(unfiltered);
        if (!region.reductions().isEmpty()) {
            return null;
        }
        terms.replaceAll(region::resolved);
        terms.addAll(region.conditions());
        List<LogicalPlan> relations = new ArrayList<>();
        for (LogicalPlan leaf : region.leaves()) {
            relations.add(unfiltered(leaf));
            terms.addAll(terms(leaf));
        }
        return new JoinedRelations(relations, terms, region);
    }

    /// The expression over columns of the relations.
    Expression resolved(Expression expression) {
        return region == null ? expression : region.resolved(expression);
    }

    static LogicalPlan unfiltered(LogicalPlan plan) {
        return plan instanceof LogicalPlan.Filter filter ? unfiltered(filter.input()) : plan;
    }

    /// Of the filters on top, the lowest first.
    static List<Expression> terms(LogicalPlan plan) {
        List<Expression> terms = new ArrayList<>();
        if (plan instanceof LogicalPlan.Filter filter) {
            terms.addAll(terms(filter.input()));
            terms.addAll(Conjuncts.of(filter.predicate()));
        }
        return terms;
    }
}
