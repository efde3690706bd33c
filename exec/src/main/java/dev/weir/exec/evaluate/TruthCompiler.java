package dev.weir.exec.evaluate;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Comparison;
import dev.weir.exec.expression.ExpressionFacts;
import dev.weir.exec.kernel.FloatBits;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Turns boolean expressions into {@link Truth}s, choosing the kernel that fits operand and constant.
final class TruthCompiler {
    /// A compiled operand and what its expression tells about it.
    record Operand(Operation operation, boolean neverFails, boolean isColumn) {}

    private final ExpressionCompiler values;
    private final BufferAllocator allocator;

    TruthCompiler(ExpressionCompiler values, BufferAllocator allocator) {
        this.values = values;
        this.allocator = allocator;
    }

    Truth compile(Expression expression) {
        return switch (expression) {
            case Expression.Literal literal -> new ConstantTruth((Boolean) literal.value());
            case Comparison comparison -> comparison(comparison);
            case Expression.And and -> terms(true, and.terms());
            case Expression.Or or -> terms(false, or.terms());
            case Expression.Not not -> negation(not.value());
            case Expression.IsNull isNull -> new NullTruth(operand(isNull.value()));
            case Expression.InList in -> InListTruths.compile(operand(in.value()), in, allocator);
            case Expression.Like like -> like(like);
            case Expression.Column _, Expression.Parameter _, Expression.Arithmetic _, Expression.Negate _, Expression.Cast _,
                    Expression.Case _, Expression.Coalesce _, Expression.Call _ -> new BooleanTruth(operand(expression), allocator);
        };
    }

    Operand operand(Expression expression) {
        return new Operand(values.compile(expression), ExpressionFacts.neverFails(expression), expression instanceof Expression.Column);
    }

    private Truth terms(boolean all, List<Expression> terms) {
        List<Expression> merged = all ? RangeMerge.merge(terms) : terms;
        List<Truth> compiled = new ArrayList<>(merged.size());
        for (Expression term : merged) {
            compiled.add(RangeMerge.isPair(term) ? pair((Expression.And) term) : compile(term));
        }
        return compiled.size() == 1 ? compiled.getFirst() : new TermsTruth(all, compiled, allocator);
    }

    /// The conjuncts of a filter, in order, with pairs of bounds on one value made one term.
    List<Truth> conjuncts(Expression expression) {
        List<Truth> compiled = new ArrayList<>();
        List<Expression> terms = expression instanceof Expression.And and ? and.terms() : List.of(expression);
        for (Expression term : RangeMerge.merge(terms)) {
            compiled.add(RangeMerge.isPair(term) ? pair((Expression.And) term) : compile(term));
        }
        return compiled;
    }

    /// `value >= low AND value <= high` on integers as one test.
    private Truth pair(Expression.And and) {
        Comparison first = (Comparison) and.terms().get(0);
        Comparison second = (Comparison) and.terms().get(1);
        long[] a = RangeMerge.range(first);
        long[] b = RangeMerge.range(second);
        return new RangeTruth(operand(first.left()), Math.max(a[0], b[0]), Math.min(a[1], b[1]), false, allocator);
    }

    private Truth negation(Expression value) {
        return switch (value) {
            case Comparison comparison -> comparison(new Comparison(comparison.operator().negated(), comparison.left(), comparison.right()));
            case Expression.Not not -> compile(not.value());
            default -> new NotTruth(compile(value));
        };
    }

    private Truth comparison(Comparison comparison) {
        if (comparison.left() instanceof Expression.Literal && !(comparison.right() instanceof Expression.Literal)) {
            return comparison(new Comparison(comparison.operator().mirrored(), comparison.right(), comparison.left()));
        }
        boolean nullSafe = comparison.operator() == Comparison.Operator.DISTINCT || comparison.operator() == Comparison.Operator.NOT_DISTINCT;
        if (nullSafe || !(comparison.right() instanceof Expression.Literal literal)) {
            return new CompareTruth(comparison.operator(), operand(comparison.left()), operand(comparison.right()), allocator);
        }
        if (literal.isNull()) {
            return new ConstantTruth(null);
        }
        long[] range = RangeMerge.range(comparison);
        if (range != null) {
            return new RangeTruth(operand(comparison.left()), range[0], range[1], comparison.operator() == Comparison.Operator.NOT_EQUAL, allocator);
        }
        return switch (literal.value()) {
            case Double number -> floating(comparison, number);
            case String text -> new StringTruth(operand(comparison.left()), comparison.operator(), text.getBytes(StandardCharsets.UTF_8), allocator);
            case Expression.Bytes bytes -> new StringTruth(operand(comparison.left()), comparison.operator(), bytes.value(), allocator);
            case BigDecimal _ -> new CompareTruth(comparison.operator(), operand(comparison.left()), operand(literal), allocator);
            default -> throw new IllegalStateException("no carrier: " + literal.value().getClass());
        };
    }

    /// NaN is greatest: `> c` is not `<= c`, and a constant NaN is a test for NaN.
    private Truth floating(Comparison comparison, double constant) {
        boolean nan = constant != constant;
        FloatBits.Test test = switch (comparison.operator()) {
            case EQUAL, NOT_EQUAL -> nan ? FloatBits.Test.NAN : FloatBits.Test.EQUAL;
            case LESS, GREATER_OR_EQUAL -> nan ? FloatBits.Test.NAN : FloatBits.Test.LESS;
            case LESS_OR_EQUAL, GREATER -> nan ? null : FloatBits.Test.LESS_OR_EQUAL;
            case DISTINCT, NOT_DISTINCT -> throw new IllegalStateException("compared by CompareTruth");
        };
        if (test == null) {
            return new CompareTruth(comparison.operator(), operand(comparison.left()), operand(comparison.right()), allocator);
        }
        boolean inverted = switch (comparison.operator()) {
            case NOT_EQUAL, GREATER -> true;
            case GREATER_OR_EQUAL -> !nan;
            case LESS -> nan;
            case EQUAL, LESS_OR_EQUAL, DISTINCT, NOT_DISTINCT -> false;
        };
        return new FloatTruth(operand(comparison.left()), test, constant, inverted, allocator);
    }

    private Truth like(Expression.Like like) {
        if (like.pattern() instanceof Expression.Literal pattern && (like.escape() == null || !like.escape().isNull())) {
            if (pattern.isNull()) {
                return new ConstantTruth(null);
            }
            String escape = like.escape() == null ? null : (String) like.escape().value();
            return new LikeTruth(operand(like.value()), pattern((String) pattern.value(), escape, like), allocator);
        }
        if (like.escape() != null && like.escape().isNull()) {
            return new ConstantTruth(null);
        }
        return new DynamicLikeTruth(operand(like.value()), operand(like.pattern()), like, allocator);
    }

    static LikePattern pattern(String text, String escape, Expression.Like like) {
        try {
            return LikePattern.compile(text, escape, like.ignoreCase());
        } catch (QueryException failure) {
            throw like.origin().attach(failure);
        }
    }
}
