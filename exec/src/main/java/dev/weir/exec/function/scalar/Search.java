package dev.weir.exec.function.scalar;

import dev.weir.exec.evaluate.ScalarKernel;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.kernel.ByteSearch;
import dev.weir.exec.kernel.Utf8;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;

/// position, strpos, starts_with, ends_with, contains.
final class Search {
    static final ScalarFunction POSITION = FunctionBuilder.function("position", "Answers where a string (first argument) lies in another, counted from 1; 0 when it does not.")
            .takes(SqlType.BIGINT, SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("position('ß', 'größe')", "4")
            .example("position('x', 'abc')", "0")
            .runs(_ -> position(0, 1));

    static final ScalarFunction STRPOS = FunctionBuilder.function("strpos", "Answers where the second string lies in the first, counted from 1; 0 when it does not.")
            .alias("instr")
            .takes(SqlType.BIGINT, SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("strpos('abcabc', 'ca')", "3")
            .runs(_ -> position(1, 0));

    static final ScalarFunction STARTS_WITH = FunctionBuilder.function("starts_with", "Tells whether a string begins with another.")
            .takes(SqlType.BOOLEAN, SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("starts_with('PROMO TIN', 'PROMO')", "TRUE")
            .runs(_ -> RowKernel.of(SqlType.BOOLEAN, (row, out) -> {
                boolean holds = row.length(1) <= row.length(0) && StringView.equalBytes(row.bytes(0), row.bytes(1), row.length(1));
                Memory.putByte(out, (byte) (holds ? 1 : 0));
                return true;
            }));

    static final ScalarFunction ENDS_WITH = FunctionBuilder.function("ends_with", "Tells whether a string ends with another.")
            .takes(SqlType.BOOLEAN, SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("ends_with('LARGE BRASS', 'BRASS')", "TRUE")
            .runs(_ -> RowKernel.of(SqlType.BOOLEAN, (row, out) -> {
                int rest = row.length(0) - row.length(1);
                boolean holds = rest >= 0 && StringView.equalBytes(row.bytes(0) + rest, row.bytes(1), row.length(1));
                Memory.putByte(out, (byte) (holds ? 1 : 0));
                return true;
            }));

    static final ScalarFunction CONTAINS = FunctionBuilder.function("contains", "Tells whether a string contains another.")
            .takes(SqlType.BOOLEAN, SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("contains('forest green', 'green')", "TRUE")
            .runs(_ -> RowKernel.of(SqlType.BOOLEAN, (row, out) -> {
                Memory.putByte(out, (byte) (find(row, 1, 0) >= 0 ? 1 : 0));
                return true;
            }));

    private Search() {}

    private static ScalarKernel position(int needle, int haystack) {
        return RowKernel.of(SqlType.BIGINT, (row, out) -> {
            int at = find(row, needle, haystack);
            Memory.putLong(out, at < 0 ? 0 : Utf8.codePoints(row.bytes(haystack), at) + 1);
            return true;
        });
    }

    private static int find(Row row, int needle, int haystack) {
        return row.length(needle) == 0 ? 0 : ByteSearch.indexOf(row.bytes(haystack), 0, row.length(haystack), row.byteArray(needle));
    }
}
