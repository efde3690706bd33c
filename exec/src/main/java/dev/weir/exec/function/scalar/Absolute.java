package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// abs and sign.
final class Absolute {
    static final ScalarFunction ABS = FunctionBuilder.function("abs", "Drops the sign of a number.")
            .resolve(Absolute::same)
            .example("abs(-7)", "7")
            .example("abs(-1.50)", "1.50")
            .runs(Absolute::absolute);

    static final ScalarFunction SIGN = FunctionBuilder.function("sign", "Answers -1, 0 or 1 by the sign of a number.")
            .resolve(types -> types.size() == 1 && types.getFirst() instanceof SqlType.Decimal
                    ? Optional.of(new Signature(types, new SqlType.Decimal(1, 0))) : Optional.empty())
            .resolve(Absolute::same)
            .neverFails()
            .example("sign(-2.5)", "-1")
            .example("sign(0)", "0")
            .runs(Absolute::sign);

    private Absolute() {}

    private static Optional<Signature> same(List<SqlType> types) {
        if (types.size() != 1) {
            return Optional.empty();
        }
        if (types.getFirst() instanceof SqlType.Unknown) {
            return Optional.of(new Signature(List.of(SqlType.DOUBLE), SqlType.DOUBLE));
        }
        return types.getFirst().isNumeric() ? Optional.of(new Signature(types, types.getFirst())) : Optional.empty();
    }

    private static ScalarKernel absolute(Signature signature) {
        return switch (signature.result()) {
            case SqlType.Decimal decimal -> RowKernel.carriers(decimal, (row, _) -> ((BigDecimal) row.value(0)).abs());
            case SqlType.Double _ -> RowKernel.of(SqlType.DOUBLE, (row, out) -> {
                Memory.putDouble(out, Math.abs(row.number(0)));
                return true;
            });
            case SqlType.Real _ -> RowKernel.of(SqlType.REAL, (row, out) -> {
                Memory.putFloat(out, (float) Math.abs(row.number(0)));
                return true;
            });
            case SqlType.Integral integral -> RowKernel.of(integral, (row, out) -> {
                long value = row.integer(0);
                if (value == integral.min()) {
                    throw QueryException.ofValue(ErrorCode.NUMERIC_OVERFLOW, integral + " out of range", "abs(" + value + ")");
                }
                store(integral, out, Math.abs(value));
                return true;
            });
            default -> throw new IllegalStateException("no number: " + signature.result());
        };
    }

    private static ScalarKernel sign(Signature signature) {
        return switch (signature.arguments().getFirst()) {
            case SqlType.Decimal _ -> RowKernel.carriers(signature.result(), (row, _) -> BigDecimal.valueOf(((BigDecimal) row.value(0)).signum()));
            case SqlType.Double _ -> RowKernel.of(SqlType.DOUBLE, (row, out) -> {
                Memory.putDouble(out, Math.signum(row.number(0)));
                return true;
            });
            case SqlType.Real _ -> RowKernel.of(SqlType.REAL, (row, out) -> {
                Memory.putFloat(out, (float) Math.signum(row.number(0)));
                return true;
            });
            case SqlType.Integral integral -> RowKernel.of(integral, (row, out) -> {
                store(integral, out, Long.signum(row.integer(0)));
                return true;
            });
            default -> throw new IllegalStateException("no number: " + signature.result());
        };
    }

    /// Writes an integer in the width of its type.
    static void store(SqlType.Integral type, long out, long value) {
        switch (type.bytes()) {
            case 1 -> Memory.putByte(out, (byte) value);
            case 2 -> Memory.putShort(out, (short) value);
            case 4 -> Memory.putInt(out, (int) value);
            default -> Memory.putLong(out, value);
        }
    }
}
