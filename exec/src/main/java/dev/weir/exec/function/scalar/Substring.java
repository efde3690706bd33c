package dev.weir.exec.function.scalar;

import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.kernel.Utf8;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.StringView;

/// substring, left and right: views into the argument's bytes, counted in characters.
final class Substring {
    static final ScalarFunction SUBSTRING = FunctionBuilder.function("substring",
                    "Cuts characters out of a string, from a position (1 is the first, -1 the last) to the end or for a length.")
            .alias("substr")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT)
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT, SqlType.BIGINT)
            .neverFails()
            .example("substring('13-555-1234', 1, 2)", "'13'")
            .example("substring('größe', 3)", "'öße'")
            .example("substring('hello', -3, 2)", "'ll'")
            .example("substring('abc', 0, 2)", "'a'")
            .runs(signature -> {
                boolean hasLength = signature.arguments().size() == 3;
                return RowKernel.of(SqlType.VARCHAR, true, _ -> (row, out) -> {
                    cut(row, out, row.integer(1), hasLength ? Math.max(0, row.integer(2)) : Long.MAX_VALUE);
                    return true;
                });
            });

    static final ScalarFunction LEFT = FunctionBuilder.function("left", "Answers the first characters of a string; a negative number leaves off that many at the end.")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT)
            .neverFails()
            .example("left('hello', 2)", "'he'")
            .example("left('hello', -2)", "'hel'")
            .runs(_ -> RowKernel.of(SqlType.VARCHAR, true, _ -> (row, out) -> {
                long count = row.integer(1);
                slice(row, out, 0, count >= 0 ? count : Math.max(0, Utf8.codePoints(row.bytes(0), row.length(0)) + count));
                return true;
            }));

    static final ScalarFunction RIGHT = FunctionBuilder.function("right", "Answers the last characters of a string; a negative number leaves off that many at the start.")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT)
            .neverFails()
            .example("right('hello', 2)", "'lo'")
            .example("right('hello', -2)", "'llo'")
            .runs(_ -> RowKernel.of(SqlType.VARCHAR, true, _ -> (row, out) -> {
                long count = row.integer(1);
                long from = count >= 0 ? Math.max(0, Utf8.codePoints(row.bytes(0), row.length(0)) - count) : count == Long.MIN_VALUE ? Long.MAX_VALUE : -count;
                slice(row, out, from, Long.MAX_VALUE);
                return true;
            }));

    private Substring() {}

    /// As the standard: positions before the first count towards the length but hold nothing.
    private static void cut(Row row, long out, long start, long length) {
        long from = start > 0 ? start - 1 : start == 0 ? -1 : Utf8.codePoints(row.bytes(0), row.length(0)) + start;
        long to = length > Long.MAX_VALUE - Math.max(0, from) ? Long.MAX_VALUE : from + length;
        if (length == Long.MAX_VALUE) {
            to = Long.MAX_VALUE;
        }
        slice(row, out, Math.max(0, from), to);
    }

    /// Writes the view of characters `from` (0-based) to `to`.
    private static void slice(Row row, long out, long from, long to) {
        long bytes = row.bytes(0);
        int length = row.length(0);
        int begin = Utf8.offset(bytes, length, from);
        int end = to <= from ? begin : to == Long.MAX_VALUE ? length : begin + Utf8.offset(bytes + begin, length - begin, to - from);
        StringView.write(out, bytes + begin, end - begin);
    }
}
