package dev.weir.planner.optimize.share;

import dev.weir.exec.expression.Expression;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Columns that terms make equal, in classes, and terms told apart only by what these classes do.
final class EqualColumns {
    private final Map<Integer, Integer> parents = new HashMap<>();

    static EqualColumns of(Collection<Expression> terms) {
        EqualColumns equal = new EqualColumns();
        for (Expression term : terms) {
            if (comparesColumns(term)) {
                Expression.Comparison comparison = (Expression.Comparison) term;
                equal.parents.put(equal.root(((Expression.Column) comparison.left()).index()), equal.root(((Expression.Column) comparison.right()).index()));
            }
        }
        return equal;
    }

    static boolean comparesColumns(Expression term) {
        return term instanceof Expression.Comparison(Expression.Comparison.Operator operator, Expression.Column _, Expression.Column _)
                && operator == Expression.Comparison.Operator.EQUAL;
    }

    boolean same(int a, int b) {
        return root(a) == root(b);
    }

    /// Whether the term follows from others: it stands among them, or says what the classes say.
    boolean implies(Set<Expression> canonical, Expression term) {
        if (comparesColumns(term)) {
            Expression.Comparison comparison = (Expression.Comparison) term;
            return same(((Expression.Column) comparison.left()).index(), ((Expression.Column) comparison.right()).index());
        }
        return canonical.contains(canonical(term));
    }

    Set<Expression> canonical(Collection<Expression> terms) {
        Set<Expression> canonical = new HashSet<>();
        terms.forEach(term -> canonical.add(canonical(term)));
        return canonical;
    }

    private Expression canonical(Expression term) {
        return MergePlans.normal(term.transformUp(
                part -> part instanceof Expression.Column column ? new Expression.Column(root(column.index()), column.type()) : part));
    }

    private int root(int id) {
        int root = id;
        while (parents.getOrDefault(root, root) != root) {
            root = parents.get(root);
        }
        return root;
    }
}
