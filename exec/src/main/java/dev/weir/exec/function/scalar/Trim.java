package dev.weir.exec.function.scalar;

import dev.weir.exec.evaluate.ScalarKernel;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.kernel.Utf8;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;

/// trim, ltrim and rtrim of blanks or of any characters of a set: views into the argument's bytes.
final class Trim {
    static final ScalarFunction TRIM = function("trim", "both ends")
            .example("trim('  a b ')", "'a b'")
            .example("trim('xxhixy', 'xy')", "'hi'")
            .runs(signature -> kernel(signature.arguments().size() == 2, true, true));

    static final ScalarFunction LTRIM = function("ltrim", "the start")
            .example("ltrim('  a ')", "'a '")
            .runs(signature -> kernel(signature.arguments().size() == 2, true, false));

    static final ScalarFunction RTRIM = function("rtrim", "the end")
            .example("rtrim(' a  ')", "' a'")
            .example("rtrim('año', 'oñ')", "'a'")
            .runs(signature -> kernel(signature.arguments().size() == 2, false, true));

    private Trim() {}

    private static FunctionBuilder function(String name, String where) {
        return FunctionBuilder.function(name, "Removes blanks, or the characters of a second string, from " + where + " of a string.")
                .takes(SqlType.VARCHAR, SqlType.VARCHAR)
                .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR)
                .neverFails();
    }

    private static ScalarKernel kernel(boolean set, boolean start, boolean end) {
        return RowKernel.of(SqlType.VARCHAR, true, _ -> (row, out) -> {
            long bytes = row.bytes(0);
            int from = 0;
            int to = row.length(0);
            while (start && from < to) {
                int next = Utf8.next(bytes, from, to);
                if (!removed(row, set, bytes + from, next - from)) {
                    break;
                }
                from = next;
            }
            while (end && from < to) {
                int last = to - 1;
                while (last > from && Utf8.isContinuation(bytes + last)) {
                    last--;
                }
                if (!removed(row, set, bytes + last, to - last)) {
                    break;
                }
                to = last;
            }
            StringView.write(out, bytes + from, to - from);
            return true;
        });
    }

    /// Whether the character of `length` bytes is a blank, or in the set.
    private static boolean removed(Row row, boolean set, long character, int length) {
        if (!set) {
            return Memory.getByte(character) == ' ';
        }
        long members = row.bytes(1);
        int size = row.length(1);
        for (int i = 0; i < size; i = Utf8.next(members, i, size)) {
            if (Utf8.next(members, i, size) - i == length && StringView.equalBytes(members + i, character, length)) {
                return true;
            }
        }
        return false;
    }
}
