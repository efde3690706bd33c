package dev.weir.exec.function.scalar;

import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.List;
import java.util.function.LongBinaryOperator;

/// Functions of the 64 bits of integers.
final class Bitwise {
    static final List<ScalarFunction> ALL = List.of(
            binary("bitwise_and", "The bits that both integers have.", (a, b) -> a & b, "bitwise_and(12, 10)", "8"),
            binary("bitwise_or", "The bits that either integer has.", (a, b) -> a | b, "bitwise_or(12, 10)", "14"),
            binary("bitwise_xor", "The bits that exactly one integer has.", (a, b) -> a ^ b, "bitwise_xor(12, 10)", "6"),
            binary("bitwise_left_shift", "The bits moved up; beyond 63 places nothing is left.", (a, b) -> b < 0 || b > 63 ? 0 : a << b, "bitwise_left_shift(3, 2)", "12"),
            binary("bitwise_right_shift", "The bits moved down, zeros moving in.", (a, b) -> b < 0 || b > 63 ? 0 : a >>> b, "bitwise_right_shift(12, 2)", "3"),
            FunctionBuilder.function("bitwise_not", "The bits that the integer does not have.").takes(SqlType.BIGINT, SqlType.BIGINT).neverFails()
                    .example("bitwise_not(5)", "-6").runs(_ -> RowKernel.of(SqlType.BIGINT, (row, out) -> {
                        Memory.putLong(out, ~row.integer(0));
                        return true;
                    })),
            FunctionBuilder.function("bit_count", "The number of bits set.").takes(SqlType.BIGINT, SqlType.BIGINT).neverFails()
                    .example("bit_count(7)", "3").runs(_ -> RowKernel.of(SqlType.BIGINT, (row, out) -> {
                        Memory.putLong(out, Long.bitCount(row.integer(0)));
                        return true;
                    })));

    private Bitwise() {}

    private static ScalarFunction binary(String name, String description, LongBinaryOperator operator, String call, String result) {
        return FunctionBuilder.function(name, description).takes(SqlType.BIGINT, SqlType.BIGINT, SqlType.BIGINT).neverFails().example(call, result)
                .runs(_ -> RowKernel.of(SqlType.BIGINT, (row, out) -> {
                    Memory.putLong(out, operator.applyAsLong(row.integer(0), row.integer(1)));
                    return true;
                }));
    }
}
