package dev.weir.exec.operator.scan;

import dev.weir.exec.expression.Expression;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Takes predicates apart and says what may be done with the parts.
final class Conjuncts {
    private Conjuncts() {}

    /// The terms that must all be TRUE; none for null.
    static List<Expression> of(Expression predicate) {
        List<Expression> terms = new ArrayList<>();
        collect(predicate, terms);
        return terms;
    }

    private static void collect(Expression predicate, List<Expression> terms) {
        if (predicate instanceof Expression.And and) {
            for (Expression term : and.terms()) {
                collect(term, terms);
            }
        } else if (predicate != null) {
            terms.add(predicate);
        }
    }

    static Expression all(List<Expression> terms) {
        return terms.size() == 1 ? terms.getFirst() : new Expression.And(terms);
    }

    /// The column indexes that occur.
    static BitSet columns(Expression expression) {
        BitSet columns = new BitSet();
        columns(expression, columns);
        return columns;
    }

    private static void columns(Expression expression, BitSet into) {
        if (expression instanceof Expression.Column column) {
            into.set(column.index());
        }
        for (Expression child : expression.children()) {
            columns(child, into);
        }
    }

    /// The expression with column `i` replaced by column `to[i]`.
    static Expression renumber(Expression expression, int[] to) {
        return expression.transformUp(node -> node instanceof Expression.Column column ? new Expression.Column(to[column.index()], column.type()) : node);
    }

    private static boolean constantPattern(Expression.Like like) {
        return like.escape() == null && like.pattern() instanceof Expression.Literal;
    }

    /// The list of what a user's predicate may consist of to run beside a row filter, before the rows are decided
    /// (governance.md, S6). Columns and constants are the only operands: nothing in it computes.
    static boolean allowedBelowBarrier(Expression predicate) {
        return switch (predicate) {
            case Expression.Comparison(_, Expression left, Expression right) -> operand(left) && operand(right);
            case Expression.InList in -> operand(in.value());
            case Expression.IsNull isNull -> operand(isNull.value());
            case Expression.Like like -> operand(like.value()) && constantPattern(like);
            case Expression.Column _, Expression.Literal _ -> true;
            case Expression.Not not -> allowedBelowBarrier(not.value());
            case Expression.And and -> allAllowed(and.terms());
            case Expression.Or or -> allAllowed(or.terms());
            case Expression.Parameter _, Expression.Arithmetic _, Expression.Negate _, Expression.Cast _, Expression.Case _,
                    Expression.Coalesce _, Expression.Call _ -> false;
        };
    }

    private static boolean allAllowed(List<Expression> terms) {
        for (Expression term : terms) {
            if (!allowedBelowBarrier(term)) {
                return false;
            }
        }
        return true;
    }

    private static boolean operand(Expression expression) {
        return expression instanceof Expression.Column || expression instanceof Expression.Literal;
    }
}
