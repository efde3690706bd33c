package dev.weir.exec.function.scalar;

import dev.weir.exec.evaluate.cast.TextParser;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Reads calls of functions on literals, as the examples of functions are written, and binds them.
final class CallParser {
    private final String text;
    private int at;

    private CallParser(String text) {
        this.text = text;
    }

    static Expression parse(String text) {
        CallParser parser = new CallParser(text);
        Expression expression = parser.expression();
        parser.blanks();
        if (parser.at != text.length()) {
            throw new IllegalArgumentException("text left at " + parser.at + ": " + text);
        }
        return expression;
    }

    static Expression call(String name, List<Expression> arguments) {
        ScalarFunction function = FunctionRegistry.scalar(name).orElseThrow(() -> new IllegalArgumentException("no function " + name));
        List<SqlType> types = arguments.stream().map(Expression::type).toList();
        ScalarFunction.Signature signature = function.resolver().resolve(types).orElseThrow(() -> new IllegalArgumentException(name + " does not take " + types));
        List<Expression> coerced = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            SqlType wanted = signature.arguments().get(i);
            coerced.add(types.get(i).equals(wanted) ? arguments.get(i) : new Expression.Cast(arguments.get(i), wanted));
        }
        return new Expression.Call(function, coerced, signature.result());
    }

    private Expression expression() {
        Expression left = primary();
        blanks();
        if (at < text.length() && text.charAt(at) == '/') {
            at++;
            Expression right = primary();
            return new Expression.Arithmetic(Expression.Arithmetic.Operator.DIVIDE, left, new Expression.Cast(right, left.type()), left.type());
        }
        return left;
    }

    private Expression primary() {
        blanks();
        char c = text.charAt(at);
        if (c == '\'') {
            return Literal.ofString(string());
        }
        if (Character.isDigit(c) || c == '-') {
            return number();
        }
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String word = text.substring(start, at).toLowerCase(Locale.ROOT);
        if (at < text.length() && text.charAt(at) == '(') {
            return call(word, arguments());
        }
        return switch (word) {
            case "null" -> Literal.ofNull(SqlType.UNKNOWN);
            case "true" -> Literal.of(true);
            case "false" -> Literal.of(false);
            case "date" -> new Literal(TextParser.date(string()), SqlType.DATE);
            case "time" -> new Literal(TextParser.time(string(), 6), SqlType.TIME);
            case "timestamp" -> new Literal(TextParser.timestamp(string(), 6), SqlType.TIMESTAMP);
            case "timestamptz" -> new Literal(TextParser.timestampTz(string(), 6, ZoneOffset.UTC), SqlType.TIMESTAMP_TZ);
            case "x" -> new Literal(new Expression.Bytes(HexFormat.of().parseHex(string())), SqlType.VARBINARY);
            default -> throw new IllegalArgumentException("not a literal: " + word + " in " + text);
        };
    }

    private List<Expression> arguments() {
        List<Expression> arguments = new ArrayList<>();
        at++;
        blanks();
        while (text.charAt(at) != ')') {
            arguments.add(expression());
            blanks();
            if (text.charAt(at) == ',') {
                at++;
            }
        }
        at++;
        return arguments;
    }

    private Literal number() {
        int start = at++;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || ".e".indexOf(text.charAt(at)) >= 0 || text.charAt(at) == '-' && text.charAt(at - 1) == 'e')) {
            at++;
        }
        String digits = text.substring(start, at);
        if (digits.contains("e")) {
            return new Literal(Double.parseDouble(digits), SqlType.DOUBLE);
        }
        if (digits.contains(".")) {
            BigDecimal decimal = new BigDecimal(digits);
            return new Literal(decimal, new SqlType.Decimal(Math.max(decimal.precision(), decimal.scale()), decimal.scale()));
        }
        long value = Long.parseLong(digits);
        return new Literal(value, value == (int) value ? SqlType.INTEGER : SqlType.BIGINT);
    }

    private String string() {
        blanks();
        StringBuilder value = new StringBuilder();
        at++;
        while (text.charAt(at) != '\'' || at + 1 < text.length() && text.charAt(at + 1) == '\'') {
            if (text.charAt(at) == '\'') {
                at++;
            }
            value.append(text.charAt(at++));
        }
        at++;
        return value.toString();
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }
}
