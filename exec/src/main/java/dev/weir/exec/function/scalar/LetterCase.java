package dev.weir.exec.function.scalar;

import dev.weir.exec.evaluate.ScalarKernel;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.kernel.Utf8;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.util.Locale;

/// lower and upper: a byte loop for ASCII, Unicode's full mapping for the rest, whatever the machine's locale is.
final class LetterCase {
    static final ScalarFunction LOWER = FunctionBuilder.function("lower", "Makes the letters of a string small.")
            .alias("lcase")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("lower('GRÜN Tee')", "'grün tee'")
            .runs(_ -> kernel(false));

    static final ScalarFunction UPPER = FunctionBuilder.function("upper", "Makes the letters of a string capital.")
            .alias("ucase")
            .takes(SqlType.VARCHAR, SqlType.VARCHAR)
            .neverFails()
            .example("upper('Straße')", "'STRASSE'")
            .runs(_ -> kernel(true));

    private LetterCase() {}

    private static ScalarKernel kernel(boolean upper) {
        return RowKernel.of(SqlType.VARCHAR, (row, out) -> {
            long bytes = row.bytes(0);
            int length = row.length(0);
            if (!Utf8.isAscii(bytes, length)) {
                String text = row.text(0);
                row.write(out, upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT));
                return true;
            }
            long to = out + 4;
            if (length <= StringView.INLINE) {
                StringView.writeEmpty(out);
                Memory.putInt(out, length);
            } else {
                to = row.arena().reserve(length);
            }
            int first = upper ? 'a' : 'A';
            for (int i = 0; i < length; i++) {
                int c = Memory.getByte(bytes + i);
                int letter = c - first;
                Memory.putByte(to + i, (byte) (letter >= 0 && letter < 26 ? c ^ 0x20 : c));
            }
            if (length > StringView.INLINE) {
                StringView.write(out, to, length);
            }
            return true;
        });
    }
}
