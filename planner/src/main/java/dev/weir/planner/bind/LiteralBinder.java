package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.sql.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;

/// Gives literals their types: whole numbers the narrowest of integer, bigint and decimal, `1.5` its own digits, `1e3` double.
final class LiteralBinder {
    private LiteralBinder() {}

    static Expression.Literal bind(Literal literal, BindContext context) {
        return switch (literal) {
            case Literal.NullLiteral _ -> Expression.Literal.ofNull(SqlType.UNKNOWN);
            case Literal.BooleanLiteral e -> Expression.Literal.of(e.value());
            case Literal.IntegerLiteral e -> whole(e.value(), e);
            case Literal.DecimalLiteral e -> decimal(e.value(), e);
            case Literal.DoubleLiteral e -> {
                if (Double.isInfinite(e.value())) {
                    throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, "Number is beyond double", e.position());
                }
                yield new Expression.Literal(e.value(), SqlType.DOUBLE);
            }
            case Literal.StringLiteral e -> Expression.Literal.ofString(e.value());
            case Literal.BinaryLiteral e -> new Expression.Literal(new Expression.Bytes(e.bytes()), SqlType.VARBINARY);
            case Literal.TypedLiteral e -> typed(e, context);
            case Literal.IntervalLiteral e -> IntervalText.bind(e);
        };
    }

    /// Negates here, so that the least bigint can be written.
    static Expression.Literal whole(BigInteger value, Literal at) {
        if (value.bitLength() <= 31) {
            return new Expression.Literal(value.longValueExact(), SqlType.INTEGER);
        }
        if (value.bitLength() <= 63) {
            return new Expression.Literal(value.longValueExact(), SqlType.BIGINT);
        }
        return decimal(new BigDecimal(value), at);
    }

    static Expression.Literal decimal(BigDecimal value, Literal at) {
        int precision = Math.max(Math.max(value.precision(), value.scale()), 1);
        if (precision > SqlType.Decimal.MAX_PRECISION) {
            throw new QueryException(
                    ErrorCode.NUMERIC_OVERFLOW, "Number has more than 38 digits: " + value.toPlainString(), at.position(),
                    "write it with an exponent for a double");
        }
        return new Expression.Literal(value, new SqlType.Decimal(precision, value.scale()));
    }

    private static Expression.Literal typed(Literal.TypedLiteral literal, BindContext context) {
        SqlType type;
        if (literal.type().name().equals("timestamp") && literal.type().parameters().isEmpty()) {
            type = LiteralText.timestampType(literal.text());
        } else if (literal.type().name().equals("decimal") && literal.type().parameters().isEmpty()) {
            try {
                return decimal(new BigDecimal(literal.text().strip()), literal);
            } catch (IllegalArgumentException | ArithmeticException _) {
                throw new QueryException(
                        ErrorCode.INVALID_CAST, "String cannot be read as decimal: '" + literal.text() + "'", literal.position());
            }
        } else {
            type = TypeResolver.resolve(literal.type());
        }
        return LiteralText.parse(literal.text(), type, context.settings().zone(), literal.position());
    }
}
