package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.formats.memory.Memory;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// mod: the remainder with the sign of the dividend.
final class Modulus {
    static final ScalarFunction MOD = FunctionBuilder.function("mod", "Answers the remainder of a division, with the dividend's sign.")
            .resolve(Modulus::resolve)
            .example("mod(-7, 3)", "-1")
            .example("mod(7.5, 2.0)", "1.5")
            .runs(signature -> switch (signature.result()) {
                case SqlType.Decimal decimal -> RowKernel.carriers(decimal, (row, _) -> {
                    BigDecimal divisor = (BigDecimal) row.value(1);
                    requireDivisor(divisor.signum() != 0);
                    return ((BigDecimal) row.value(0)).remainder(divisor);
                });
                case SqlType.Integral integral -> RowKernel.of(integral, (row, out) -> {
                    requireDivisor(row.integer(1) != 0);
                    Absolute.store(integral, out, row.integer(0) % row.integer(1));
                    return true;
                });
                case SqlType.Real _ -> RowKernel.of(SqlType.REAL, (row, out) -> {
                    Memory.putFloat(out, (float) row.number(0) % (float) row.number(1));
                    return true;
                });
                default -> RowKernel.of(SqlType.DOUBLE, (row, out) -> {
                    Memory.putDouble(out, row.number(0) % row.number(1));
                    return true;
                });
            });

    private Modulus() {}

    private static Optional<Signature> resolve(List<SqlType> types) {
        if (types.size() != 2) {
            return Optional.empty();
        }
        Optional<SqlType> common = TypeRules.common(types.get(0), types.get(1));
        if (common.isEmpty()) {
            return Optional.empty();
        }
        return switch (common.get()) {
            case SqlType.Decimal _ -> {
                SqlType.Decimal left = TypeRules.asDecimal(types.get(0) instanceof SqlType.Unknown ? common.get() : types.get(0));
                SqlType.Decimal right = TypeRules.asDecimal(types.get(1) instanceof SqlType.Unknown ? common.get() : types.get(1));
                yield Optional.of(new Signature(List.of(left, right), TypeRules.remainder(left, right)));
            }
            case SqlType.Integral _, SqlType.Real _, SqlType.Double _ -> Optional.of(new Signature(List.of(common.get(), common.get()), common.get()));
            case SqlType.Unknown _ -> Optional.of(new Signature(List.of(SqlType.BIGINT, SqlType.BIGINT), SqlType.BIGINT));
            default -> Optional.empty();
        };
    }

    private static void requireDivisor(boolean present) {
        if (!present) {
            throw new QueryException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
    }
}
