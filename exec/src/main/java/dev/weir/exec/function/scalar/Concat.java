package dev.weir.exec.function.scalar;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// concat (`||`) and concat_ws.
final class Concat {
    static final ScalarFunction CONCAT = FunctionBuilder.function("concat", "Joins strings (also written ||), or varbinaries; NULL with a NULL argument.")
            .resolve(types -> resolve(types, SqlType.VARCHAR))
            .resolve(types -> resolve(types, SqlType.VARBINARY))
            .neverFails()
            .example("concat('a', 'bc', 'def')", "'abcdef'")
            .example("concat('a', NULL)", "NULL")
            .runs(signature -> RowKernel.of(signature.result(), (row, out) -> {
                join(row, out, -1, 0);
                return true;
            }));

    static final ScalarFunction CONCAT_WS = FunctionBuilder.function("concat_ws", "Joins the strings that are not NULL with a separator, the first argument, between them.")
            .resolve(types -> types.size() < 2 ? Optional.empty() : resolve(types, SqlType.VARCHAR))
            .passesNulls()
            .neverFails()
            .example("concat_ws(', ', 'a', NULL, 'b')", "'a, b'")
            .example("concat_ws(NULL, 'a')", "NULL")
            .runs(_ -> RowKernel.of(SqlType.VARCHAR, (row, out) -> {
                if (row.isNull(0)) {
                    return false;
                }
                join(row, out, 0, 1);
                return true;
            }));

    private Concat() {}

    private static Optional<Signature> resolve(List<SqlType> types, SqlType common) {
        for (SqlType type : types) {
            if (!TypeRules.coercible(type, common)) {
                return Optional.empty();
            }
        }
        return types.isEmpty() ? Optional.empty() : Optional.of(new Signature(Collections.nCopies(types.size(), common), common));
    }

    /// Joins the arguments from `first` on; those that are NULL are left out.
    private static void join(Row row, long out, int separator, int first) {
        long total = 0;
        int parts = 0;
        for (int i = first; i < row.count(); i++) {
            if (separator < 0 || !row.isNull(i)) {
                total += row.length(i);
                parts++;
            }
        }
        int between = separator < 0 ? 0 : row.length(separator);
        total += (long) between * Math.max(0, parts - 1);
        if (total > Integer.MAX_VALUE) {
            throw new QueryException(ErrorCode.MEMORY_EXCEEDED, "a string of more than 2 GiB");
        }
        int length = (int) total;
        long to = out + 4;
        if (length <= StringView.INLINE) {
            StringView.writeEmpty(out);
            Memory.putInt(out, length);
        } else {
            to = row.arena().reserve(length);
        }
        long at = to;
        boolean any = false;
        for (int i = first; i < row.count(); i++) {
            if (separator < 0 || !row.isNull(i)) {
                if (any && between > 0) {
                    Memory.copy(row.bytes(separator), at, between);
                    at += between;
                }
                Memory.copy(row.bytes(i), at, row.length(i));
                at += row.length(i);
                any = true;
            }
        }
        if (length > StringView.INLINE) {
            StringView.write(out, to, length);
        }
    }
}
