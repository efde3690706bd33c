package dev.weir.exec.evaluate;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Comparison;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Sees comparisons with integer constants (dates, decimals, booleans too) as ranges, and joins two bounds on one value.
final class RangeMerge {
    private RangeMerge() {}

    /// The range, both ends included, that the comparison accepts (for `<>`: refuses); low above high when there is none;
    /// null when the comparison is not of this kind. The constant must stand on the right.
    static long[] range(Comparison comparison) {
        if (!(comparison.right() instanceof Expression.Literal literal) || literal.isNull()) {
            return null;
        }
        Long constant = switch (literal.value()) {
            case Boolean bool -> bool ? 1L : 0L;
            case Long number -> number;
            case BigDecimal decimal -> unscaled(decimal.unscaledValue());
            default -> null;
        };
        if (constant == null) {
            return null;
        }
        long c = constant;
        return switch (comparison.operator()) {
            case EQUAL, NOT_EQUAL -> new long[] {c, c};
            case LESS -> c == Long.MIN_VALUE ? new long[] {1, 0} : new long[] {Long.MIN_VALUE, c - 1};
            case LESS_OR_EQUAL -> new long[] {Long.MIN_VALUE, c};
            case GREATER -> c == Long.MAX_VALUE ? new long[] {1, 0} : new long[] {c + 1, Long.MAX_VALUE};
            case GREATER_OR_EQUAL -> new long[] {c, Long.MAX_VALUE};
            case DISTINCT, NOT_DISTINCT -> null;
        };
    }

    /// Constants near the ends of int64 are left to the general comparison: the ends mean "no bound" for wide decimals.
    private static Long unscaled(BigInteger value) {
        return value.bitLength() <= 62 ? value.longValue() : null;
    }

    /// Joins a lower and an upper bound on the same value into an AND of the two, at the place of the first.
    static List<Expression> merge(List<Expression> terms) {
        List<Expression> merged = new ArrayList<>(terms.size());
        for (Expression term : terms) {
            int partner = isBound(term) ? partner(merged, (Comparison) term) : -1;
            if (partner < 0) {
                merged.add(term);
            } else {
                merged.set(partner, new Expression.And(List.of(merged.get(partner), term)));
            }
        }
        return merged;
    }

    static boolean isPair(Expression term) {
        return term instanceof Expression.And and && and.terms().size() == 2
                && isBound(and.terms().get(0)) && isBound(and.terms().get(1))
                && ((Comparison) and.terms().get(0)).left().equals(((Comparison) and.terms().get(1)).left());
    }

    private static int partner(List<Expression> merged, Comparison bound) {
        for (int i = 0; i < merged.size(); i++) {
            if (isBound(merged.get(i)) && ((Comparison) merged.get(i)).left().equals(bound.left())) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isBound(Expression term) {
        return term instanceof Comparison comparison && comparison.operator() != Comparison.Operator.NOT_EQUAL && range(comparison) != null;
    }
}
