package dev.weir.exec.function.scalar;

import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.kernel.Utf8;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;

/// length, octet_length, bit_length.
final class Length {
    static final ScalarFunction LENGTH = FunctionBuilder.function("length", "Counts the characters of a string, or the bytes of a varbinary.")
            .alias("char_length", "character_length", "len")
            .takes(SqlType.BIGINT, SqlType.VARCHAR)
            .takes(SqlType.BIGINT, SqlType.VARBINARY)
            .neverFails()
            .example("length('grün')", "4")
            .example("length(X'CAFE')", "2")
            .runs(signature -> signature.arguments().getFirst() instanceof SqlType.Varbinary ? octets(1) : RowKernel.of(SqlType.BIGINT, (row, out) -> {
                Memory.putLong(out, Utf8.codePoints(row.bytes(0), row.length(0)));
                return true;
            }));

    static final ScalarFunction OCTET_LENGTH = FunctionBuilder.function("octet_length", "Counts the bytes of a string in UTF-8.")
            .takes(SqlType.BIGINT, SqlType.VARCHAR)
            .takes(SqlType.BIGINT, SqlType.VARBINARY)
            .neverFails()
            .example("octet_length('grün')", "5")
            .runs(_ -> octets(1));

    static final ScalarFunction BIT_LENGTH = FunctionBuilder.function("bit_length", "Counts the bits of a string in UTF-8.")
            .takes(SqlType.BIGINT, SqlType.VARCHAR)
            .takes(SqlType.BIGINT, SqlType.VARBINARY)
            .neverFails()
            .example("bit_length('abc')", "24")
            .runs(_ -> octets(8));

    private Length() {}

    private static dev.weir.exec.evaluate.ScalarKernel octets(long factor) {
        return RowKernel.of(SqlType.BIGINT, (row, out) -> {
            Memory.putLong(out, row.length(0) * factor);
            return true;
        });
    }
}
