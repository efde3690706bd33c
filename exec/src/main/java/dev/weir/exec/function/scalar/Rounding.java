package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/// ceil, floor, round and truncate. Halves round away from zero.
///
/// Of decimals, the one-argument forms answer a decimal without fraction; with a number of digits the scale stays.
final class Rounding {
    static final ScalarFunction CEIL = FunctionBuilder.function("ceil", "Answers the least whole number that is not below a number.")
            .alias("ceiling")
            .resolve(types -> whole(types, true))
            .neverFails()
            .example("ceil(1.2)", "2")
            .example("ceil(-1.2e0)", "-1e0")
            .runs(signature -> toWhole(signature, RoundingMode.CEILING));

    static final ScalarFunction FLOOR = FunctionBuilder.function("floor", "Answers the greatest whole number that is not above a number.")
            .resolve(types -> whole(types, true))
            .neverFails()
            .example("floor(-1.2)", "-2")
            .runs(signature -> toWhole(signature, RoundingMode.FLOOR));

    static final ScalarFunction ROUND = FunctionBuilder.function("round", "Rounds a number, halves away from zero, to whole numbers or to a number of fraction digits (negative: before the point).")
            .resolve(types -> whole(types, true))
            .resolve(types -> digits(types, 1))
            .example("round(2.5)", "3")
            .example("round(-1.255, 2)", "-1.260")
            .example("round(1.255e0, 2)", "1.26e0")
            .example("round(1234, -2)", "1200")
            .runs(signature -> signature.arguments().size() == 1 ? toWhole(signature, RoundingMode.HALF_UP) : toDigits(signature, RoundingMode.HALF_UP));

    static final ScalarFunction TRUNCATE = FunctionBuilder.function("truncate", "Cuts off the fraction of a number, or what follows a number of fraction digits.")
            .alias("trunc")
            .resolve(types -> whole(types, false))
            .resolve(types -> digits(types, 0))
            .example("truncate(-1.9)", "-1")
            .example("truncate(1.999, 2)", "1.990")
            .runs(signature -> signature.arguments().size() == 1 ? toWhole(signature, RoundingMode.DOWN) : toDigits(signature, RoundingMode.DOWN));

    private Rounding() {}

    /// @param grows whether rounding may need one digit more before the point
    private static Optional<Signature> whole(List<SqlType> types, boolean grows) {
        if (types.size() != 1) {
            return Optional.empty();
        }
        return switch (types.getFirst()) {
            case SqlType.Decimal decimal -> {
                int digits = decimal.precision() - decimal.scale() + (grows && decimal.scale() > 0 ? 1 : 0);
                yield Optional.of(new Signature(types, new SqlType.Decimal(Math.max(1, digits), 0)));
            }
            case SqlType.Integral _, SqlType.Real _, SqlType.Double _ -> Optional.of(new Signature(types, types.getFirst()));
            case SqlType.Unknown _ -> Optional.of(new Signature(List.of(SqlType.DOUBLE), SqlType.DOUBLE));
            default -> Optional.empty();
        };
    }

    private static Optional<Signature> digits(List<SqlType> types, int extra) {
        if (types.size() != 2 || !(types.get(1) instanceof SqlType.Integral || types.get(1) instanceof SqlType.Unknown)) {
            return Optional.empty();
        }
        return switch (types.getFirst()) {
            case SqlType.Decimal decimal -> Optional.of(new Signature(List.of(decimal, SqlType.BIGINT),
                    new SqlType.Decimal(Math.min(SqlType.Decimal.MAX_PRECISION, decimal.precision() + extra), decimal.scale())));
            case SqlType.Integral _, SqlType.Real _, SqlType.Double _ -> Optional.of(new Signature(List.of(types.getFirst(), SqlType.BIGINT), types.getFirst()));
            case SqlType.Unknown _ -> Optional.of(new Signature(List.of(SqlType.DOUBLE, SqlType.BIGINT), SqlType.DOUBLE));
            default -> Optional.empty();
        };
    }

    private static ScalarKernel toWhole(Signature signature, RoundingMode mode) {
        return switch (signature.arguments().getFirst()) {
            case SqlType.Decimal _ -> RowKernel.carriers(signature.result(), (row, _) -> ((BigDecimal) row.value(0)).setScale(0, mode));
            case SqlType.Double _ -> RowKernel.of(SqlType.DOUBLE, (row, out) -> {
                Memory.putDouble(out, whole(row.number(0), mode));
                return true;
            });
            case SqlType.Real _ -> RowKernel.of(SqlType.REAL, (row, out) -> {
                Memory.putFloat(out, (float) whole(row.number(0), mode));
                return true;
            });
            default -> (arguments, _, _) -> arguments.getFirst().retain();
        };
    }

    private static double whole(double value, RoundingMode mode) {
        return switch (mode) {
            case CEILING -> Math.ceil(value);
            case FLOOR -> Math.floor(value);
            case DOWN -> value < 0 ? Math.ceil(value) : Math.floor(value);
            default -> {
                double magnitude = Math.abs(value);
                double below = Math.floor(magnitude);
                yield Math.copySign(magnitude - below >= 0.5 ? below + 1 : below, value);
            }
        };
    }

    private static ScalarKernel toDigits(Signature signature, RoundingMode mode) {
        return switch (signature.arguments().getFirst()) {
            case SqlType.Decimal decimal -> RowKernel.carriers(signature.result(), (row, _) -> decimalDigits((BigDecimal) row.value(0), row.integer(1), decimal, mode));
            case SqlType.Double _ -> RowKernel.of(SqlType.DOUBLE, (row, out) -> {
                double value = row.number(0);
                Memory.putDouble(out, isPlain(value) ? digits(BigDecimal.valueOf(value), row.integer(1), mode).doubleValue() : value);
                return true;
            });
            case SqlType.Real _ -> RowKernel.of(SqlType.REAL, (row, out) -> {
                double value = row.number(0);
                Memory.putFloat(out, isPlain(value) ? digits(new BigDecimal(Float.toString((float) value)), row.integer(1), mode).floatValue() : (float) value);
                return true;
            });
            default -> {
                SqlType.Integral integral = (SqlType.Integral) signature.result();
                yield RowKernel.of(integral, (row, out) -> {
                    Absolute.store(integral, out, integerDigits(integral, row.integer(0), row.integer(1), mode));
                    return true;
                });
            }
        };
    }

    private static boolean isPlain(double value) {
        return !Double.isNaN(value) && !Double.isInfinite(value);
    }

    private static BigDecimal decimalDigits(BigDecimal value, long digits, SqlType.Decimal type, RoundingMode mode) {
        if (digits >= type.scale()) {
            return value;
        }
        return digits(value, digits, mode).setScale(type.scale());
    }

    private static BigDecimal digits(BigDecimal value, long digits, RoundingMode mode) {
        if (digits >= value.scale()) {
            return value;
        }
        return digits < -400 ? BigDecimal.ZERO : value.setScale((int) digits, mode);
    }

    private static long integerDigits(SqlType.Integral type, long value, long digits, RoundingMode mode) {
        if (digits >= 0) {
            return value;
        }
        BigDecimal rounded = digits(BigDecimal.valueOf(value), digits, mode);
        if (rounded.compareTo(BigDecimal.valueOf(type.min())) < 0 || rounded.compareTo(BigDecimal.valueOf(type.max())) > 0) {
            throw QueryException.ofValue(ErrorCode.NUMERIC_OVERFLOW, type + " out of range", rounded.toPlainString());
        }
        return rounded.longValue();
    }
}
