package dev.weir.planner.sql;

import static dev.weir.planner.sql.SyntaxBuilder.position;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.planner.sql.SqlExpression.CurrentKind;
import dev.weir.planner.sql.SqlExpression.NullTreatment;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.tree.TerminalNode;

/// Builds literals, calls, subqueries and the forms with words of their own.
final class PrimaryBuilder {
    private static final int MAX_DIGITS = 1000;

    private final SyntaxBuilder shared;

    PrimaryBuilder(SyntaxBuilder shared) {
        this.shared = shared;
    }

    SqlExpression primary(WeirSqlParser.PrimaryContext context) {
        Position position = position(context);
        ExpressionBuilder expressions = shared.expressions();
        return switch (context) {
            case WeirSqlParser.NullLiteralContext _ -> new Literal.NullLiteral(position);
            case WeirSqlParser.BooleanLiteralContext c -> new Literal.BooleanLiteral(c.TRUE() != null, position);
            case WeirSqlParser.IntegerLiteralContext c -> new Literal.IntegerLiteral(new BigInteger(digits(c.INTEGER_VALUE())), position);
            case WeirSqlParser.DecimalLiteralContext c -> new Literal.DecimalLiteral(decimal(c.DECIMAL_VALUE()), position);
            case WeirSqlParser.DoubleLiteralContext c -> new Literal.DoubleLiteral(Double.parseDouble(c.getText()), position);
            case WeirSqlParser.StringLiteralContext c -> new Literal.StringLiteral(shared.string(c.STRING()), position);
            case WeirSqlParser.BinaryLiteralContext c -> binary(c.BINARY_STRING(), position);
            case WeirSqlParser.ParameterContext _ -> new SqlExpression.Parameter(shared.nextParameter(), position);
            case WeirSqlParser.TypedLiteralContext c ->
                    new Literal.TypedLiteral(shared.types().literalType(c.literalType()), shared.string(c.STRING()), position);
            case WeirSqlParser.IntervalLiteralContext c -> interval(c, position);
            case WeirSqlParser.ParenthesizedContext c ->
                    c.expression().size() == 1
                            ? expressions.expression(c.expression(0))
                            : new SqlExpression.Row(expressions.expressions(c.expression()), position);
            case WeirSqlParser.ScalarSubqueryContext c ->
                    new SqlExpression.ScalarSubquery(shared.queries().query(c.query()), position);
            case WeirSqlParser.ExistsContext c -> new SqlExpression.Exists(shared.queries().query(c.query()), position);
            case WeirSqlParser.CaseExpressionContext c -> caseExpression(c, position);
            case WeirSqlParser.CastContext c ->
                    new SqlExpression.Cast(
                            expressions.expression(c.expression()), shared.types().type(c.type()), c.TRY_CAST() != null, position);
            case WeirSqlParser.ExtractContext c ->
                    new SqlExpression.Extract(
                            c.identifier() != null
                                    ? shared.identifier(c.identifier()).text()
                                    : shared.string(c.STRING()).toLowerCase(Locale.ROOT),
                            expressions.expression(c.expression()), position);
            case WeirSqlParser.SubstringContext c -> call("substring", c.value(), position);
            case WeirSqlParser.PositionContext c -> call("position", c.value(), position);
            case WeirSqlParser.TrimContext c -> trim(c, position);
            case WeirSqlParser.CurrentValueContext c ->
                    new SqlExpression.CurrentValue(
                            CurrentKind.valueOf(c.currentKind().getText().toUpperCase(Locale.ROOT)),
                            c.INTEGER_VALUE() == null ? Optional.empty() : Optional.of(shared.integer(c.INTEGER_VALUE())), position);
            case WeirSqlParser.ArrayConstructorContext c ->
                    new SqlExpression.ArrayConstructor(expressions.expressions(c.expression()), position);
            case WeirSqlParser.FunctionCallContext c -> functionCall(c, position);
            case WeirSqlParser.ColumnReferenceContext c ->
                    new SqlExpression.ColumnReference(shared.qualifiedName(c.qualifiedName()), position);
            default -> throw new IllegalStateException("unknown expression form: " + context.getText());
        };
    }

    private static String digits(TerminalNode node) {
        String text = node.getText();
        if (text.length() > MAX_DIGITS) {
            throw new QueryException(
                    ErrorCode.SYNTAX_ERROR, "Number has more than " + MAX_DIGITS + " digits", position(node.getSymbol()));
        }
        return text;
    }

    private static BigDecimal decimal(TerminalNode node) {
        String text = digits(node);
        return new BigDecimal(text.endsWith(".") ? text.substring(0, text.length() - 1) : text);
    }

    private static SqlExpression binary(TerminalNode node, Position position) {
        String hex = node.getText().substring(2, node.getText().length() - 1).replace(" ", "").toLowerCase(Locale.ROOT);
        if (hex.length() % 2 != 0) {
            throw new QueryException(ErrorCode.SYNTAX_ERROR, "Binary literal has an odd number of digits", position);
        }
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                throw new QueryException(ErrorCode.SYNTAX_ERROR, "Binary literal holds a character that is no hexadecimal digit: " + c, position);
            }
        }
        return new Literal.BinaryLiteral(hex, position);
    }

    private SqlExpression interval(WeirSqlParser.IntervalLiteralContext context, Position position) {
        boolean negative = context.sign != null && context.sign.getType() == WeirSqlLexer.MINUS;
        String text = context.STRING() != null ? shared.string(context.STRING()) : digits(context.INTEGER_VALUE());
        return new Literal.IntervalLiteral(
                negative, text, field(context.from), context.to == null ? Optional.empty() : Optional.of(field(context.to)), position);
    }

    private static Literal.IntervalField field(WeirSqlParser.IntervalFieldContext context) {
        String word = context.getText().toUpperCase(Locale.ROOT);
        return Literal.IntervalField.valueOf(word.endsWith("S") ? word.substring(0, word.length() - 1) : word);
    }

    private SqlExpression caseExpression(WeirSqlParser.CaseExpressionContext context, Position position) {
        // The operand is the expression before the first WHEN; the one after ELSE has a label.
        WeirSqlParser.ExpressionContext operand = context.getChild(1) instanceof WeirSqlParser.ExpressionContext first ? first : null;
        List<SqlExpression.When> branches = new ArrayList<>();
        for (WeirSqlParser.WhenClauseContext branch : context.whenClause()) {
            branches.add(new SqlExpression.When(
                    shared.expressions().expression(branch.condition), shared.expressions().expression(branch.result),
                    position(branch)));
        }
        return new SqlExpression.Case(
                shared.expressions().optional(operand), branches, shared.expressions().optional(context.otherwise), position);
    }

    private SqlExpression call(String name, List<WeirSqlParser.ValueContext> values, Position position) {
        List<SqlExpression> arguments = new ArrayList<>();
        for (WeirSqlParser.ValueContext value : values) {
            arguments.add(shared.expressions().value(value));
        }
        return SqlExpression.FunctionCall.of(name, arguments, position);
    }

    private SqlExpression trim(WeirSqlParser.TrimContext context, Position position) {
        String name = context.LEADING() != null ? "ltrim" : context.TRAILING() != null ? "rtrim" : "trim";
        List<WeirSqlParser.ValueContext> values = new ArrayList<>();
        values.add(context.source);
        if (context.characters != null) {
            values.add(context.characters);
        }
        return call(name, values, position);
    }

    private SqlExpression functionCall(WeirSqlParser.FunctionCallContext context, Position position) {
        QualifiedName name = context.qualifiedName() != null
                ? shared.qualifiedName(context.qualifiedName())
                : new QualifiedName(List.of(shared.identifier(context.getStart())), position);
        WeirSqlParser.CallArgumentsContext inside = context.callArguments();
        List<Argument> arguments = arguments(inside.argument());
        List<SortItem> orderBy = new ArrayList<>(shared.queries().sortItems(inside.sortItem()));
        if (context.withinGroup() != null) {
            orderBy.addAll(shared.queries().sortItems(context.withinGroup().sortItem()));
        }
        boolean plain = orderBy.isEmpty() && inside.setQuantifier() == null && inside.getStart().getType() != WeirSqlLexer.STAR
                && context.filter() == null && context.over() == null;
        if (plain && name.texts().equals(List.of("row")) && !name.last().quoted() && !arguments.isEmpty()) {
            return new SqlExpression.Row(arguments.stream().map(Argument::value).toList(), position);
        }
        return new SqlExpression.FunctionCall(
                name,
                arguments,
                inside.argument().isEmpty() && inside.getChildCount() == 1,
                inside.setQuantifier() != null && inside.setQuantifier().DISTINCT() != null,
                orderBy,
                context.filter() == null ? Optional.empty() : Optional.of(shared.expressions().expression(context.filter().expression())),
                nulls(inside.nullTreatment() != null ? inside.nullTreatment() : context.nullTreatment()),
                context.over() == null ? Optional.empty() : Optional.of(shared.queries().over(context.over())),
                position);
    }

    List<Argument> arguments(List<WeirSqlParser.ArgumentContext> contexts) {
        List<Argument> arguments = new ArrayList<>();
        for (WeirSqlParser.ArgumentContext context : contexts) {
            arguments.add(new Argument(
                    context.identifier() == null ? Optional.empty() : Optional.of(shared.identifier(context.identifier())),
                    shared.expressions().expression(context.expression()), position(context)));
        }
        return arguments;
    }

    private static NullTreatment nulls(WeirSqlParser.NullTreatmentContext context) {
        if (context == null) {
            return NullTreatment.UNSPECIFIED;
        }
        return context.IGNORE() != null ? NullTreatment.IGNORE : NullTreatment.RESPECT;
    }
}
