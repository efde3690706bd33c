package dev.weir.planner.optimize.expression;

import dev.weir.exec.expression.Expression;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Takes conditions apart into the terms that must all hold, and puts them together again. Null stands for TRUE.
public final class Conjuncts {
    private Conjuncts() {}

    /// The terms in order, without nested ANDs, TRUEs and repetitions.
    public static List<Expression> of(Expression condition) {
        Set<Expression> terms = new LinkedHashSet<>();
        collect(condition, terms);
        return new ArrayList<>(terms);
    }

    /// The condition of the terms; null when there are none.
    public static Expression and(Collection<Expression> terms) {
        Set<Expression> flat = new LinkedHashSet<>();
        for (Expression term : terms) {
            collect(term, flat);
        }
        return switch (flat.size()) {
            case 0 -> null;
            case 1 -> flat.iterator().next();
            default -> new Expression.And(List.copyOf(flat));
        };
    }

    public static Expression and(Expression first, Expression second) {
        Set<Expression> flat = new LinkedHashSet<>();
        collect(first, flat);
        collect(second, flat);
        return and(flat);
    }

    /// The terms of a disjunction in order, without nested ORs and repetitions.
    public static List<Expression> alternatives(Expression condition) {
        Set<Expression> terms = new LinkedHashSet<>();
        collectAlternatives(condition, terms);
        return new ArrayList<>(terms);
    }

    public static Expression or(Collection<Expression> terms) {
        Set<Expression> flat = new LinkedHashSet<>();
        for (Expression term : terms) {
            collectAlternatives(term, flat);
        }
        return switch (flat.size()) {
            case 0 -> Expression.Literal.of(false);
            case 1 -> flat.iterator().next();
            default -> new Expression.Or(List.copyOf(flat));
        };
    }

    public static boolean isTrue(Expression condition) {
        return condition == null || condition instanceof Expression.Literal literal && Boolean.TRUE.equals(literal.value());
    }

    /// Whether a filter with this condition keeps nothing: FALSE or NULL.
    public static boolean keepsNothing(Expression condition) {
        return condition instanceof Expression.Literal literal && !Boolean.TRUE.equals(literal.value());
    }

    private static void collect(Expression condition, Set<Expression> terms) {
        if (condition instanceof Expression.And and) {
            for (Expression term : and.terms()) {
                collect(term, terms);
            }
        } else if (!isTrue(condition)) {
            terms.add(condition);
        }
    }

    private static void collectAlternatives(Expression condition, Set<Expression> terms) {
        if (condition instanceof Expression.Or or) {
            for (Expression term : or.terms()) {
                collectAlternatives(term, terms);
            }
        } else {
            terms.add(condition);
        }
    }
}
