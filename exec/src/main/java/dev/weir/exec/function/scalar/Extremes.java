package dev.weir.exec.function.scalar;

import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.kernel.CompareBits;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// greatest and least; NULL with a NULL argument.
final class Extremes {
    static final ScalarFunction GREATEST = FunctionBuilder.function("greatest", "Answers the greatest of its arguments; NULL when one is NULL.")
            .resolve(Extremes::resolve)
            .neverFails()
            .example("greatest(1, 3, 2)", "3")
            .example("greatest('a', 'b')", "'b'")
            .runs(signature -> kernel(signature, 1));

    static final ScalarFunction LEAST = FunctionBuilder.function("least", "Answers the least of its arguments; NULL when one is NULL.")
            .resolve(Extremes::resolve)
            .neverFails()
            .example("least(1.50, 0.75)", "0.75")
            .example("least(1, NULL)", "NULL")
            .runs(signature -> kernel(signature, -1));

    private Extremes() {}

    private static Optional<Signature> resolve(List<SqlType> types) {
        Optional<SqlType> common = types.isEmpty() ? Optional.empty() : Optional.of(types.getFirst());
        for (SqlType type : types) {
            common = common.flatMap(so -> TypeRules.common(so, type));
        }
        return common.filter(SqlType::isOrderable).map(type -> new Signature(Collections.nCopies(types.size(), type), type));
    }

    private static dev.weir.exec.evaluate.ScalarKernel kernel(Signature signature, int direction) {
        SqlType type = signature.result();
        if (type instanceof SqlType.Decimal) {
            return RowKernel.carriers(type, (row, _) -> {
                BigDecimal best = (BigDecimal) row.value(0);
                for (int i = 1; i < row.count(); i++) {
                    BigDecimal next = (BigDecimal) row.value(i);
                    best = next.compareTo(best) * direction > 0 ? next : best;
                }
                return best;
            });
        }
        Physical physical = type.physical();
        return RowKernel.of(type, true, _ -> (row, out) -> {
            int best = 0;
            for (int i = 1; i < row.count(); i++) {
                if (compare(physical, row, i, best) * direction > 0) {
                    best = i;
                }
            }
            Memory.copy(row.at(best), out, physical.width());
            return true;
        });
    }

    private static int compare(Physical physical, Row row, int left, int right) {
        return switch (physical) {
            case BOOL, INT8, INT16, INT32, INT64 -> Long.compare(row.integer(left), row.integer(right));
            case FLOAT32, FLOAT64 -> CompareBits.compare(row.number(left), row.number(right));
            case VIEW -> StringView.compare(row.at(left), row.at(right));
            case INT128 -> throw new IllegalStateException("decimals go by carrier");
        };
    }
}
