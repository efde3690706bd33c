package dev.weir.formats.parquet.encoding;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;

/// Writes string views from page bytes that have at least 12 readable bytes behind them, so without a loop.
final class Views {
    private Views() {}

    static void write(long view, long source, int length) {
        if (length > StringView.INLINE) {
            Memory.putLong(view, length | (long) Memory.getInt(source) << 32);
            Memory.putLong(view + 8, source);
            return;
        }
        // Keeps 4 + 8 bytes and clears those beyond the length.
        int head = Memory.getInt(source);
        long tail = Memory.getLong(source + 4);
        if (length < 4) {
            head &= (1 << length * 8) - 1;
            tail = 0;
        } else {
            int kept = length - 4;
            tail = kept == 8 ? tail : tail & (1L << kept * 8) - 1;
        }
        Memory.putLong(view, length | (long) head << 32);
        Memory.putLong(view + 8, tail);
    }
}
