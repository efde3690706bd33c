package dev.weir.planner.sql;

import static dev.weir.planner.sql.SyntaxBuilder.position;

import dev.weir.exec.error.Position;
import dev.weir.planner.sql.SqlExpression.ArithmeticOperator;
import dev.weir.planner.sql.SqlExpression.ComparisonOperator;
import dev.weir.planner.sql.SqlExpression.LogicalOperator;
import dev.weir.planner.sql.SqlExpression.Quantifier;
import dev.weir.planner.sql.SqlExpression.TruthValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Builds operators, loosest first; what stands between them is for {@link PrimaryBuilder}.
final class ExpressionBuilder {
    private final SyntaxBuilder shared;

    ExpressionBuilder(SyntaxBuilder shared) {
        this.shared = shared;
    }

    List<SqlExpression> expressions(List<WeirSqlParser.ExpressionContext> contexts) {
        List<SqlExpression> expressions = new ArrayList<>(contexts.size());
        for (WeirSqlParser.ExpressionContext context : contexts) {
            expressions.add(expression(context));
        }
        return expressions;
    }

    Optional<SqlExpression> optional(WeirSqlParser.ExpressionContext context) {
        return context == null ? Optional.empty() : Optional.of(expression(context));
    }

    SqlExpression expression(WeirSqlParser.ExpressionContext context) {
        if (context.conjunction().size() == 1) {
            return conjunction(context.conjunction(0));
        }
        List<SqlExpression> terms = new ArrayList<>();
        for (WeirSqlParser.ConjunctionContext term : context.conjunction()) {
            terms.add(conjunction(term));
        }
        return new SqlExpression.Logical(LogicalOperator.OR, terms, position(context));
    }

    private SqlExpression conjunction(WeirSqlParser.ConjunctionContext context) {
        if (context.negation().size() == 1) {
            return negation(context.negation(0));
        }
        List<SqlExpression> terms = new ArrayList<>();
        for (WeirSqlParser.NegationContext term : context.negation()) {
            terms.add(negation(term));
        }
        return new SqlExpression.Logical(LogicalOperator.AND, terms, position(context));
    }

    private SqlExpression negation(WeirSqlParser.NegationContext context) {
        List<TerminalNode> nots = context.NOT();
        shared.checkChain(nots.size(), context);
        SqlExpression result = predicate(context.predicate());
        for (int i = nots.size() - 1; i >= 0; i--) {
            result = new SqlExpression.Not(result, position(nots.get(i).getSymbol()));
        }
        return result;
    }

    private SqlExpression predicate(WeirSqlParser.PredicateContext context) {
        shared.checkChain(context.predicateTail().size(), context);
        SqlExpression left = value(context.value());
        for (WeirSqlParser.PredicateTailContext tail : context.predicateTail()) {
            left = predicateTail(left, tail);
        }
        return left;
    }

    /// An operator stands where its left operand starts, so that carets point at the whole expression's start.
    private SqlExpression predicateTail(SqlExpression left, WeirSqlParser.PredicateTailContext tail) {
        Position position = left.position();
        return switch (tail) {
            case WeirSqlParser.ComparisonContext c ->
                    new SqlExpression.Comparison(operator(c.comparisonOperator()), left, value(c.value()), position);
            case WeirSqlParser.QuantifiedContext c ->
                    new SqlExpression.Quantified(
                            operator(c.comparisonOperator()), c.ALL() != null ? Quantifier.ALL : Quantifier.ANY, left,
                            shared.queries().query(c.query()), position);
            case WeirSqlParser.BetweenContext c ->
                    new SqlExpression.Between(
                            left, value(c.value(0)), value(c.value(1)), c.SYMMETRIC() != null, c.NOT() != null, position);
            case WeirSqlParser.InListContext c ->
                    new SqlExpression.InList(left, expressions(c.expression()), c.NOT() != null, position);
            case WeirSqlParser.InSubqueryContext c ->
                    new SqlExpression.InSubquery(left, shared.queries().query(c.query()), c.NOT() != null, position);
            case WeirSqlParser.LikePatternContext c ->
                    new SqlExpression.Like(
                            left, value(c.value(0)), c.ESCAPE() == null ? Optional.empty() : Optional.of(value(c.value(1))),
                            c.ILIKE() != null, c.NOT() != null, position);
            case WeirSqlParser.IsNullContext c -> new SqlExpression.IsNull(left, c.NOT() != null, position);
            case WeirSqlParser.IsTruthContext c ->
                    new SqlExpression.IsTruth(
                            left, c.TRUE() != null ? TruthValue.TRUE : c.FALSE() != null ? TruthValue.FALSE : TruthValue.UNKNOWN,
                            c.NOT() != null, position);
            case WeirSqlParser.DistinctFromContext c ->
                    new SqlExpression.Comparison(
                            c.NOT() != null ? ComparisonOperator.IS_NOT_DISTINCT_FROM : ComparisonOperator.IS_DISTINCT_FROM,
                            left, value(c.value()), position);
            default -> throw new IllegalStateException("unknown predicate form: " + tail.getText());
        };
    }

    private static ComparisonOperator operator(WeirSqlParser.ComparisonOperatorContext context) {
        return switch (context.getStart().getType()) {
            case WeirSqlLexer.EQUAL -> ComparisonOperator.EQUAL;
            case WeirSqlLexer.NOT_EQUAL, WeirSqlLexer.BANG_EQUAL -> ComparisonOperator.NOT_EQUAL;
            case WeirSqlLexer.LESS -> ComparisonOperator.LESS;
            case WeirSqlLexer.LESS_OR_EQUAL -> ComparisonOperator.LESS_OR_EQUAL;
            case WeirSqlLexer.GREATER -> ComparisonOperator.GREATER;
            case WeirSqlLexer.GREATER_OR_EQUAL -> ComparisonOperator.GREATER_OR_EQUAL;
            default -> throw new IllegalStateException("unknown comparison: " + context.getText());
        };
    }

    SqlExpression value(WeirSqlParser.ValueContext context) {
        List<WeirSqlParser.SumContext> sums = context.sum();
        shared.checkChain(sums.size() - 1, context);
        SqlExpression left = sum(sums.getFirst());
        for (int i = 1; i < sums.size(); i++) {
            left = new SqlExpression.Arithmetic(
                    ArithmeticOperator.CONCATENATE, left, sum(sums.get(i)), operatorPosition(context.getChild(2 * i - 1)), left.position());
        }
        return left;
    }

    private SqlExpression sum(WeirSqlParser.SumContext context) {
        List<WeirSqlParser.ProductContext> products = context.product();
        shared.checkChain(products.size() - 1, context);
        SqlExpression left = product(products.getFirst());
        for (int i = 1; i < products.size(); i++) {
            left = new SqlExpression.Arithmetic(
                    arithmetic(context.getChild(2 * i - 1)), left, product(products.get(i)),
                    operatorPosition(context.getChild(2 * i - 1)), left.position());
        }
        return left;
    }

    private SqlExpression product(WeirSqlParser.ProductContext context) {
        List<WeirSqlParser.SignedContext> factors = context.signed();
        shared.checkChain(factors.size() - 1, context);
        SqlExpression left = signed(factors.getFirst());
        for (int i = 1; i < factors.size(); i++) {
            left = new SqlExpression.Arithmetic(
                    arithmetic(context.getChild(2 * i - 1)), left, signed(factors.get(i)),
                    operatorPosition(context.getChild(2 * i - 1)), left.position());
        }
        return left;
    }

    private static ArithmeticOperator arithmetic(org.antlr.v4.runtime.tree.ParseTree operator) {
        return switch (((TerminalNode) operator).getSymbol().getType()) {
            case WeirSqlLexer.PLUS -> ArithmeticOperator.ADD;
            case WeirSqlLexer.MINUS -> ArithmeticOperator.SUBTRACT;
            case WeirSqlLexer.STAR -> ArithmeticOperator.MULTIPLY;
            case WeirSqlLexer.SLASH -> ArithmeticOperator.DIVIDE;
            case WeirSqlLexer.PERCENT -> ArithmeticOperator.MODULO;
            default -> throw new IllegalStateException("unknown operator: " + operator.getText());
        };
    }

    private static Position operatorPosition(org.antlr.v4.runtime.tree.ParseTree operator) {
        return position(((TerminalNode) operator).getSymbol());
    }

    private SqlExpression signed(WeirSqlParser.SignedContext context) {
        int signs = context.getChildCount() - 1;
        shared.checkChain(signs, context);
        SqlExpression result = postfix(context.postfix());
        for (int i = signs - 1; i >= 0; i--) {
            Token sign = ((TerminalNode) context.getChild(i)).getSymbol();
            if (sign.getType() == WeirSqlLexer.MINUS) {
                result = new SqlExpression.Negate(result, position(sign));
            }
        }
        return result;
    }

    private SqlExpression postfix(WeirSqlParser.PostfixContext context) {
        shared.checkChain(context.postfixTail().size(), context);
        SqlExpression left = shared.primaries().primary(context.primary());
        for (WeirSqlParser.PostfixTailContext tail : context.postfixTail()) {
            Position position = left.position();
            left = switch (tail) {
                case WeirSqlParser.CastTailContext c ->
                        new SqlExpression.Cast(left, shared.types().type(c.type()), false, position);
                case WeirSqlParser.SubscriptTailContext c ->
                        new SqlExpression.Subscript(left, expression(c.expression()), position);
                case WeirSqlParser.FieldTailContext c ->
                        new SqlExpression.FieldAccess(left, shared.identifier(c.identifier()), position);
                case WeirSqlParser.ZoneTailContext c ->
                        new SqlExpression.AtTimeZone(left, shared.primaries().primary(c.primary()), position);
                default -> throw new IllegalStateException("unknown postfix form: " + tail.getText());
            };
        }
        return left;
    }
}
