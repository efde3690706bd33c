package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import java.util.HashMap;
import java.util.Map;

/// replace, translate, reverse, repeat, lpad, rpad.
final class Replace {
    /// The longest string that repeat and the pads make, in characters.
    private static final int LONGEST = 1 << 24;

    static final ScalarFunction REPLACE = FunctionBuilder.function("replace", "Replaces each occurrence of a string by another, or removes it.")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR)
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR)
            .example("replace('a-b-c', '-', '+')", "'a+b+c'")
            .example("replace('a-b', '-')", "'ab'")
            .runs(signature -> {
                boolean remove = signature.arguments().size() == 2;
                return RowKernel.of(SqlType.VARCHAR, (row, out) -> {
                    String search = row.text(1);
                    String text = row.text(0);
                    row.write(out, search.isEmpty() ? text : text.replace(search, remove ? "" : row.text(2)));
                    return true;
                });
            });

    static final ScalarFunction TRANSLATE = FunctionBuilder.function("translate", "Replaces each character of a set by the one at the same place of another; without one it is removed.")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("translate('abcd', 'bd', 'x')", "'axc'")
            .runs(_ -> RowKernel.of(SqlType.VARCHAR, (row, out) -> {
                row.write(out, translate(row.text(0), row.text(1), row.text(2)));
                return true;
            }));

    static final ScalarFunction REVERSE = FunctionBuilder.function("reverse", "Turns the characters of a string around.")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("reverse('añb')", "'bña'")
            .runs(_ -> RowKernel.of(SqlType.VARCHAR, (row, out) -> {
                row.write(out, new StringBuilder(row.text(0)).reverse().toString());
                return true;
            }));

    static final ScalarFunction REPEAT = FunctionBuilder.function("repeat", "Repeats a string.")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT)
            .example("repeat('ab', 3)", "'ababab'")
            .example("repeat('ab', -1)", "''")
            .runs(_ -> RowKernel.of(SqlType.VARCHAR, (row, out) -> {
                long times = Math.max(0, row.integer(1));
                String text = row.text(0);
                if (text.isEmpty()) {
                    times = 0;
                }
                if (times > 0 && times > LONGEST / text.length()) {
                    throw tooLong();
                }
                row.write(out, text.repeat((int) times));
                return true;
            }));

    static final ScalarFunction LPAD = pad("lpad", "start")
            .example("lpad('7', 3, '0')", "'007'")
            .example("lpad('abcd', 2)", "'ab'")
            .runs(signature -> padKernel(signature, true));

    static final ScalarFunction RPAD = pad("rpad", "end")
            .example("rpad('ab', 5, '*-')", "'ab*-*'")
            .runs(signature -> padKernel(signature, false));

    private Replace() {}

    private static FunctionBuilder pad(String name, String where) {
        return FunctionBuilder.function(name, "Brings a string to a length with blanks, or another string, at its " + where + "; a longer one is cut.")
                .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT)
                .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT, SqlType.VARCHAR);
    }

    private static dev.weir.exec.evaluate.ScalarKernel padKernel(ScalarFunction.Signature signature, boolean left) {
        boolean filled = signature.arguments().size() == 3;
        return RowKernel.of(SqlType.VARCHAR, (row, out) -> {
            row.write(out, padded(row.text(0), row.integer(1), filled ? row.text(2) : " ", left));
            return true;
        });
    }

    private static String padded(String text, long length, String filler, boolean left) {
        if (length > LONGEST) {
            throw tooLong();
        }
        int wanted = (int) Math.max(0, length);
        int has = text.codePointCount(0, text.length());
        if (has >= wanted) {
            return text.substring(0, text.offsetByCodePoints(0, wanted));
        }
        if (filler.isEmpty()) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "nothing to pad with: the string is empty");
        }
        StringBuilder padding = new StringBuilder();
        int missing = wanted - has;
        int[] characters = filler.codePoints().toArray();
        for (int i = 0; i < missing; i++) {
            padding.appendCodePoint(characters[i % characters.length]);
        }
        return left ? padding + text : text + padding;
    }

    private static String translate(String text, String from, String to) {
        int[] replacements = to.codePoints().toArray();
        int[] keys = from.codePoints().toArray();
        Map<Integer, Integer> mapping = new HashMap<>();
        for (int i = 0; i < keys.length; i++) {
            mapping.putIfAbsent(keys[i], i < replacements.length ? replacements[i] : -1);
        }
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            int mapped = mapping.getOrDefault(c, c);
            if (mapped >= 0) {
                result.appendCodePoint(mapped);
            }
        });
        return result.toString();
    }

    private static QueryException tooLong() {
        return new QueryException(ErrorCode.INVALID_ARGUMENT, "the string would have more characters than " + LONGEST);
    }
}
