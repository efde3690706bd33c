package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// regexp_like, regexp_replace, regexp_extract with Java's regular expressions. A match may look at each text only so
/// often: an expression that backtracks without end is an error, not a hanging query.
final class Regexp {
    private static final long LOOKS_PER_TEXT = 5_000_000;

    static final ScalarFunction REGEXP_LIKE = FunctionBuilder.function("regexp_like", "Tells whether some part of a string matches a regular expression.")
            .alias("regexp_matches")
            .takes(SqlType.BOOLEAN, SqlType.VARCHAR, SqlType.VARCHAR)
            .example("regexp_like('1a 2b 14m', '[0-9]+b')", "TRUE")
            .runs(_ -> RowKernel.of(SqlType.BOOLEAN, false, _ -> {
                Patterns patterns = new Patterns();
                return (row, out) -> {
                    Matcher matcher = patterns.matcher(row, 1);
                    Memory.putByte(out, (byte) (guarded(matcher::find) ? 1 : 0));
                    return true;
                };
            }));

    static final ScalarFunction REGEXP_REPLACE = FunctionBuilder.function("regexp_replace",
                    "Replaces all matches of a regular expression, or removes them; $1 stands for the first group.")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR)
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR)
            .example("regexp_replace('1a 2b', '([0-9])([a-z])', '$2$1')", "'a1 b2'")
            .example("regexp_replace('a1b2', '[0-9]')", "'ab'")
            .runs(signature -> {
                boolean remove = signature.arguments().size() == 2;
                return RowKernel.of(SqlType.VARCHAR, false, _ -> {
                    Patterns patterns = new Patterns();
                    return (row, out) -> {
                        Matcher matcher = patterns.matcher(row, 1);
                        row.write(out, replaced(matcher, remove ? "" : row.text(2)));
                        return true;
                    };
                });
            });

    static final ScalarFunction REGEXP_EXTRACT = FunctionBuilder.function("regexp_extract",
                    "Answers the first match of a regular expression, or one of its groups; NULL when there is none.")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR)
            .takes(SqlType.VARCHAR, SqlType.VARCHAR, SqlType.VARCHAR, SqlType.BIGINT)
            .example("regexp_extract('1a 2b', '[0-9]+([a-z])', 1)", "'a'")
            .example("regexp_extract('abc', '[0-9]')", "NULL")
            .runs(signature -> {
                boolean group = signature.arguments().size() == 3;
                return RowKernel.of(SqlType.VARCHAR, false, _ -> {
                    Patterns patterns = new Patterns();
                    return (row, out) -> {
                        Matcher matcher = patterns.matcher(row, 1);
                        long number = group ? row.integer(2) : 0;
                        if (number < 0 || number > matcher.groupCount()) {
                            throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "the regular expression has no such group", number);
                        }
                        String found = guarded(matcher::find) ? matcher.group((int) number) : null;
                        if (found == null) {
                            return false;
                        }
                        row.write(out, found);
                        return true;
                    };
                });
            });

    private Regexp() {}

    private static String replaced(Matcher matcher, String replacement) {
        StringBuilder result = new StringBuilder();
        try {
            while (guarded(matcher::find)) {
                matcher.appendReplacement(result, replacement);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException failure) {
            throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "not a replacement for this regular expression", "'" + replacement + "'");
        }
        return matcher.appendTail(result).toString();
    }

    private static boolean guarded(java.util.function.BooleanSupplier find) {
        try {
            return find.getAsBoolean();
        } catch (StackOverflowError failure) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "the regular expression is too complex for a text");
        }
    }

    /// Keeps the last expression compiled.
    private static final class Patterns {
        private String text;
        private Pattern pattern;

        Matcher matcher(Row row, int argument) {
            if (pattern == null || !row.isConstant(argument)) {
                String current = row.text(argument);
                if (!current.equals(text)) {
                    text = current;
                    pattern = compiled(current);
                }
            }
            return pattern.matcher(new Guarded(row.text(0)));
        }

        private static Pattern compiled(String text) {
            try {
                return Pattern.compile(text);
            } catch (PatternSyntaxException failure) {
                throw QueryException.ofValue(ErrorCode.INVALID_ARGUMENT, "not a regular expression", "'" + text + "' (" + failure.getDescription() + ")");
            } catch (StackOverflowError failure) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT, "the regular expression is nested too deeply");
            }
        }
    }

    /// A text that counts how often it is looked at.
    private static final class Guarded implements CharSequence {
        private final String text;
        private long looks;

        Guarded(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS_PER_TEXT) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT, "the regular expression takes too long for a text");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
