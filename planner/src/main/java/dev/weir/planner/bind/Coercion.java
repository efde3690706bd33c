package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings operands to one type: literals take the other side's type where they fit it, so that columns stay bare;
/// what is left is cast as {@link TypeRules} says.
final class Coercion {
    private final BindContext context;

    Coercion(BindContext context) {
        this.context = context;
    }

    /// An operand with the place that a message about it points to.
    record Operand(Expression value, Position position) {
        SqlType type() {
            return value.type();
        }
    }

    /// Brings all operands to their common type.
    ///
    /// @param what names the construct in the message
    List<Expression> unify(List<Operand> operands, String what) {
        SqlType common = common(operands, what);
        List<Expression> unified = new ArrayList<>(operands.size());
        for (Operand operand : operands) {
            unified.add(coerce(operand, common, what));
        }
        return unified;
    }

    /// Finds the type that all operands can take.
    SqlType common(List<Operand> operands, String what) {
        SqlType common = SqlType.UNKNOWN;
        for (Operand operand : operands) {
            if (!(operand.value() instanceof Literal)) {
                common = merge(common, operand, operand.type(), what);
            }
        }
        // Strings last: they read as whatever the others are.
        for (boolean strings : new boolean[] {false, true}) {
            for (Operand operand : operands) {
                if (operand.value() instanceof Literal literal && !literal.isNull() && literal.type().isString() == strings
                        && !adapts(literal, common)) {
                    common = merge(common, operand, narrow(literal, common), what);
                }
            }
        }
        boolean parameter = false;
        for (Operand operand : operands) {
            if (operand.value() instanceof Literal literal && literal.isNull() && common instanceof SqlType.Unknown) {
                common = literal.type();
            }
            parameter |= operand.value() instanceof Expression.Parameter;
        }
        return common instanceof SqlType.Unknown && parameter ? SqlType.VARCHAR : common;
    }

    private static SqlType merge(SqlType common, Operand operand, SqlType type, String what) {
        return TypeRules.common(common, type).orElseThrow(() -> new QueryException(
                ErrorCode.TYPE_MISMATCH, "Types do not go together in " + what + ": " + common + " and " + type, operand.position(),
                "convert one of them with CAST"));
    }

    /// Coerces an operand to a type that it takes without a CAST being written.
    Expression coerce(Operand operand, SqlType target, String what) {
        Expression value = operand.value();
        if (value.type().equals(target)) {
            return value;
        }
        Optional<Expression> adapted = adapt(operand, target);
        if (adapted.isPresent()) {
            return adapted.get();
        }
        if (!TypeRules.coercible(value.type(), target)) {
            throw new QueryException(
                    ErrorCode.TYPE_MISMATCH, "Type does not fit in " + what + ": " + value.type() + ", wanted " + target, operand.position(),
                    "convert it with CAST");
        }
        return new Expression.Cast(value, target, context.origin(operand.position()));
    }

    /// Converts to a type that a function asked for, which knows what it takes.
    Expression convert(Operand operand, SqlType target) {
        if (operand.type().equals(target)) {
            return operand.value();
        }
        return adapt(operand, target).orElseGet(() -> new Expression.Cast(operand.value(), target, context.origin(operand.position())));
    }

    /// Requires a condition; NULL is one.
    Expression condition(Operand operand, String what) {
        if (operand.type() instanceof SqlType.Bool) {
            return operand.value();
        }
        if (operand.type() instanceof SqlType.Unknown) {
            return coerce(operand, SqlType.BOOLEAN, what);
        }
        throw new QueryException(
                ErrorCode.TYPE_MISMATCH, what + " has to be a boolean: " + operand.type(), operand.position(),
                operand.type().isNumeric() ? "compare it, for example <> 0" : "");
    }

    /// Gives a parameter, a NULL or a literal the target type itself instead of a cast, where it can have it.
    private Optional<Expression> adapt(Operand operand, SqlType target) {
        return switch (operand.value()) {
            case Expression.Parameter parameter when parameter.type() instanceof SqlType.Unknown -> {
                Expression.Parameter typed = context.infer(parameter, target);
                yield Optional.of(typed.type().equals(target) ? typed : new Expression.Cast(typed, target, context.origin(operand.position())));
            }
            case Literal literal when literal.isNull() -> Optional.of(Literal.ofNull(target));
            case Literal literal when literal.type().isString() && !(target instanceof SqlType.Unknown) && readsFromText(target) ->
                    Optional.of(LiteralText.parse((String) literal.value(), target, context.settings().zone(), operand.position()));
            case Literal literal -> number(literal, target).map(value -> new Literal(value, target));
            default -> Optional.empty();
        };
    }

    /// Tells whether a literal that is not NULL can have a type without losing anything.
    private static boolean adapts(Literal literal, SqlType target) {
        if (literal.type().equals(target)) {
            return true;
        }
        if (literal.type().isString()) {
            return switch (target) {
                case SqlType.Varchar varchar -> length(literal) <= varchar.length();
                case SqlType.Char fixed -> length(literal) <= fixed.length();
                default -> !(target instanceof SqlType.Unknown) && readsFromText(target);
            };
        }
        return number(literal, target).isPresent();
    }

    private static int length(Literal literal) {
        String text = (String) literal.value();
        return text.codePointCount(0, text.length());
    }

    private static boolean readsFromText(SqlType type) {
        return switch (type) {
            case SqlType.Varbinary _, SqlType.IntervalYearMonth _, SqlType.IntervalDaySecond _, SqlType.Unknown _, SqlType.Array _,
                    SqlType.Map _, SqlType.Row _ -> false;
            default -> true;
        };
    }

    /// The type that a literal brings in: a string compared with char(n) is one, a whole number among decimals has its digits only.
    private static SqlType narrow(Literal literal, SqlType other) {
        if (literal.value() instanceof Long whole && literal.type() instanceof SqlType.Integral && other instanceof SqlType.Decimal) {
            return new SqlType.Decimal(BigDecimal.valueOf(whole).precision(), 0);
        }
        if (literal.value() instanceof String && other instanceof SqlType.Char) {
            return new SqlType.Char(length(literal));
        }
        return literal.type();
    }

    /// The carrier of a numeric literal in another numeric type, when that type holds the value exactly (double and real: nearly).
    private static Optional<Object> number(Literal literal, SqlType target) {
        if (!literal.type().isNumeric() || !target.isNumeric()) {
            return Optional.empty();
        }
        return switch (literal.value()) {
            case Long whole -> exact(BigDecimal.valueOf(whole), target);
            case BigDecimal decimal -> exact(decimal, target);
            case Double number when target instanceof SqlType.Double -> Optional.of(number);
            default -> Optional.empty();
        };
    }

    private static Optional<Object> exact(BigDecimal value, SqlType target) {
        return switch (target) {
            case SqlType.Integral integral -> {
                BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
                boolean fits = plain.scale() <= 0 && plain.compareTo(BigDecimal.valueOf(integral.min())) >= 0
                        && plain.compareTo(BigDecimal.valueOf(integral.max())) <= 0;
                yield fits ? Optional.of(plain.longValueExact()) : Optional.empty();
            }
            case SqlType.Decimal decimal -> {
                BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
                boolean fits = plain.scale() <= decimal.scale() && plain.precision() - plain.scale() <= decimal.precision() - decimal.scale();
                yield fits ? Optional.of(plain.setScale(decimal.scale())) : Optional.empty();
            }
            case SqlType.Double _ -> Optional.of(value.doubleValue());
            case SqlType.Real _ -> Optional.of((double) value.floatValue());
            default -> Optional.empty();
        };
    }
}
