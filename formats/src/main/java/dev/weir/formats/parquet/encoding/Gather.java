package dev.weir.formats.parquet.encoding;

import dev.weir.formats.memory.Memory;

/// Copies values of one width at int32 positions to adjacent slots. A loop a width, so that each compiles to plain moves.
public final class Gather {
    private Gather() {}

    public static void gather(long values, long positions, long count, int width, long out) {
        switch (width) {
            case 1 -> gather1(values, positions, count, out);
            case 2 -> gather2(values, positions, count, out);
            case 4 -> gather4(values, positions, count, out);
            case 8 -> gather8(values, positions, count, out);
            case 16 -> gather16(values, positions, count, out);
            default -> gatherAny(values, positions, count, width, out);
        }
    }

    private static void gather1(long values, long positions, long count, long out) {
        for (long i = 0; i < count; i++) {
            Memory.putByte(out + i, Memory.getByte(values + Memory.getInt(positions + i * 4)));
        }
    }

    private static void gather2(long values, long positions, long count, long out) {
        for (long i = 0; i < count; i++) {
            Memory.putShort(out + i * 2, Memory.getShort(values + Memory.getInt(positions + i * 4) * 2L));
        }
    }

    private static void gather4(long values, long positions, long count, long out) {
        for (long i = 0; i < count; i++) {
            Memory.putInt(out + i * 4, Memory.getInt(values + Memory.getInt(positions + i * 4) * 4L));
        }
    }

    private static void gather8(long values, long positions, long count, long out) {
        for (long i = 0; i < count; i++) {
            Memory.putLong(out + i * 8, Memory.getLong(values + Memory.getInt(positions + i * 4) * 8L));
        }
    }

    private static void gather16(long values, long positions, long count, long out) {
        for (long i = 0; i < count; i++) {
            long from = values + Memory.getInt(positions + i * 4) * 16L;
            Memory.putLong(out + i * 16, Memory.getLong(from));
            Memory.putLong(out + i * 16 + 8, Memory.getLong(from + 8));
        }
    }

    private static void gatherAny(long values, long positions, long count, int width, long out) {
        for (long i = 0; i < count; i++) {
            Memory.copy(values + (long) Memory.getInt(positions + i * 4) * width, out + i * width, width);
        }
    }
}
