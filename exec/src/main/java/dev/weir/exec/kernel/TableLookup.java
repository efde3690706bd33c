package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.TableVectors;
import dev.weir.formats.memory.KernelMode;

/// Replaces int32 codes by the entries of a table. Every code is below the number of entries.
public final class TableLookup {
    private TableLookup() {}

    /// @param width bytes of an entry
    public static void lookup(int width, long table, int entries, long codes, int rows, long out) {
        int done = 0;
        if (KernelMode.SIMD) {
            done = switch (width) {
                case 4 -> TableVectors.int32(table, entries, codes, rows, out);
                case 8 -> TableVectors.int64(table, entries, codes, rows, out);
                default -> 0;
            };
        }
        lookup(width, table, codes, done, rows, out);
    }

    /// The scalar twin, from row `from` on.
    public static void lookup(int width, long table, long codes, int from, int rows, long out) {
        Gather.gather(width, table, codes + from * 4L, rows - from, out + (long) from * width);
    }
}
