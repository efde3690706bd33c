package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;

/// chr and codepoint.
final class CodePoints {
    static final ScalarFunction CHR = FunctionBuilder.function("chr", "Answers the character of a Unicode code point.")
            .takes(SqlType.VARCHAR, SqlType.BIGINT)
            .example("chr(252)", "'ü'")
            .runs(_ -> RowKernel.of(SqlType.VARCHAR, (row, out) -> {
                long code = row.integer(0);
                if (code < 0 || code > Character.MAX_CODE_POINT || code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
                    throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "no Unicode code point", code);
                }
                row.write(out, Character.toString((int) code));
                return true;
            }));

    static final ScalarFunction CODEPOINT = FunctionBuilder.function("codepoint", "Answers the Unicode code point of a string's first character; 0 for an empty string.")
            .alias("ascii", "ord", "unicode")
            .takes(SqlType.BIGINT, SqlType.VARCHAR)
            .neverFails()
            .example("codepoint('ü')", "252")
            .example("ascii('A')", "65")
            .runs(_ -> RowKernel.of(SqlType.BIGINT, (row, out) -> {
                String text = row.text(0);
                Memory.putLong(out, text.isEmpty() ? 0 : text.codePointAt(0));
                return true;
            }));

    private CodePoints() {}
}
