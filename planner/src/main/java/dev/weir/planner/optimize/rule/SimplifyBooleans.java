package dev.weir.planner.optimize.rule;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.expression.RewriteExpressions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Removes constants from AND and OR, moves NOT inwards (which three-valued logic allows), and takes out of an OR what all
/// its alternatives have in common, so that joins find their keys. `a = 1 OR a = 2` becomes an IN list.
public final class SimplifyBooleans {
    private SimplifyBooleans() {}

    public static LogicalPlan apply(LogicalPlan plan, PassContext context) {
        return RewriteExpressions.everywhere(plan, SimplifyBooleans::simplify);
    }

    public static Expression simplify(Expression expression) {
        return expression.transformUp(SimplifyBooleans::step);
    }

    private static Expression step(Expression part) {
        return switch (part) {
            case Expression.And and -> conjunction(and);
            case Expression.Or or -> disjunction(or);
            case Expression.Not not -> negation(not);
            default -> part;
        };
    }

    private static Expression conjunction(Expression.And and) {
        List<Expression> terms = Conjuncts.of(and);
        boolean nullTerm = false;
        List<Expression> kept = new ArrayList<>();
        for (Expression term : terms) {
            if (term instanceof Expression.Literal literal) {
                if (Boolean.FALSE.equals(literal.value())) {
                    return Expression.Literal.of(false);
                }
                nullTerm = true;
            } else {
                kept.add(term);
            }
        }
        if (nullTerm) {
            kept.add(Expression.Literal.ofNull(SqlType.BOOLEAN));
        }
        Expression joined = kept.isEmpty() ? Expression.Literal.of(true) : Conjuncts.and(kept);
        return joined.equals(and) ? and : joined;
    }

    private static Expression disjunction(Expression.Or or) {
        List<Expression> kept = new ArrayList<>();
        boolean nullTerm = false;
        for (Expression term : Conjuncts.alternatives(or)) {
            if (term instanceof Expression.Literal literal) {
                if (Boolean.TRUE.equals(literal.value())) {
                    return literal;
                }
                nullTerm |= literal.isNull();
            } else {
                kept.add(term);
            }
        }
        if (nullTerm) {
            kept.add(Expression.Literal.ofNull(SqlType.BOOLEAN));
        }
        if (kept.size() < 2) {
            return kept.isEmpty() ? Expression.Literal.of(false) : kept.getFirst();
        }
        Expression common = withoutCommon(kept);
        if (common != null) {
            return common;
        }
        Expression listed = listed(kept);
        return listed.equals(or) ? or : listed;
    }

    /// `(a AND b) OR (a AND c)` is `a AND (b OR c)`; null when nothing is common.
    private static Expression withoutCommon(List<Expression> alternatives) {
        Set<Expression> common = new LinkedHashSet<>(Conjuncts.of(alternatives.getFirst()));
        for (Expression alternative : alternatives) {
            common.retainAll(Conjuncts.of(alternative));
        }
        common.removeIf(term -> !ExpressionFacts.neverFails(term));
        if (common.isEmpty()) {
            return null;
        }
        List<Expression> rests = new ArrayList<>();
        for (Expression alternative : alternatives) {
            List<Expression> rest = Conjuncts.of(alternative);
            rest.removeAll(common);
            if (rest.isEmpty()) {
                // a OR (a AND b) is a
                return Conjuncts.and(common);
            }
            rests.add(Conjuncts.and(rest));
        }
        List<Expression> all = new ArrayList<>(common);
        all.add(simplify(Conjuncts.or(rests)));
        return Conjuncts.and(all);
    }

    /// Joins comparisons of one value with constants into an IN list.
    private static Expression listed(List<Expression> alternatives) {
        List<Expression> kept = new ArrayList<>();
        for (Expression alternative : alternatives) {
            Expression.InList list = asList(alternative);
            int same = -1;
            for (int i = 0; list != null && i < kept.size() && same < 0; i++) {
                Expression.InList other = asList(kept.get(i));
                same = other != null && other.value().equals(list.value()) ? i : -1;
            }
            if (same < 0) {
                kept.add(alternative);
            } else {
                Set<Expression.Literal> values = new LinkedHashSet<>(asList(kept.get(same)).list());
                values.addAll(list.list());
                kept.set(same, new Expression.InList(list.value(), List.copyOf(values)));
            }
        }
        return Conjuncts.or(kept);
    }

    private static Expression.InList asList(Expression expression) {
        return switch (expression) {
            case Expression.InList list -> list;
            case Expression.Comparison(Expression.Comparison.Operator operator, Expression value, Expression.Literal literal)
                    when operator == Expression.Comparison.Operator.EQUAL && !(value instanceof Expression.Literal) -> new Expression.InList(value, List.of(literal));
            default -> null;
        };
    }

    private static Expression negation(Expression.Not not) {
        return switch (not.value()) {
            case Expression.Literal literal -> literal.isNull() ? literal : Expression.Literal.of(!(Boolean) literal.value());
            case Expression.Not inner -> inner.value();
            case Expression.Comparison c -> new Expression.Comparison(c.operator().negated(), c.left(), c.right());
            case Expression.And and -> Conjuncts.or(and.terms().stream().map(term -> simplify(new Expression.Not(term))).toList());
            case Expression.Or or -> Conjuncts.and(or.terms().stream().map(term -> simplify(new Expression.Not(term))).toList());
            default -> not;
        };
    }
}
