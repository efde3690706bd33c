package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.kernel.ByteSearch;
import dev.weir.exec.kernel.Utf8;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.StringView;

/// split_part: a view into the argument's bytes.
final class SplitPart {
    static final ScalarFunction SPLIT_PART = FunctionBuilder.function("split_part", "Cuts a string at a delimiter and answers the part of a number, counted from 1; NULL when there are fewer.")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT)
            .example("split_part('13-555-1234', '-', 2)", "'555'")
            .example("split_part('a-b', '-', 3)", "NULL")
            .runs(_ -> RowKernel.of(SqlType.VARCHAR, true, _ -> SplitPart::part));

    private SplitPart() {}

    private static boolean part(Row row, long out) {
        long wanted = row.integer(2);
        if (wanted <= 0) {
            throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "parts are counted from 1", wanted);
        }
        long bytes = row.bytes(0);
        int length = row.length(0);
        byte[] delimiter = row.byteArray(1);
        int from = 0;
        for (long part = 1; ; part++) {
            int end = next(bytes, from, length, delimiter);
            if (part == wanted) {
                StringView.write(out, bytes + from, (end < 0 ? length : end) - from);
                return true;
            }
            if (end < 0) {
                return false;
            }
            from = end + delimiter.length;
        }
    }

    /// Where the part that begins at `from` ends, or -1 when it is the last. Without a delimiter each character is a part.
    private static int next(long bytes, int from, int length, byte[] delimiter) {
        if (delimiter.length > 0) {
            return ByteSearch.indexOf(bytes, from, length, delimiter);
        }
        int end = from < length ? Utf8.next(bytes, from, length) : length;
        return end >= length ? -1 : end;
    }
}
