package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.RangeBits;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.BufferAllocator;

/// `low <= value <= high`, or its opposite, on integers and all that is kept as one. Comparisons with constants other
/// than `<>` are ranges; `<>` is the opposite of one.
final class RangeTruth extends ValueTruth {
    private final long low;
    private final long high;
    private final boolean inverted;

    RangeTruth(TruthCompiler.Operand operand, long low, long high, boolean inverted, BufferAllocator allocator) {
        super(operand, allocator);
        this.low = low;
        this.high = high;
        this.inverted = inverted;
    }

    @Override
    void bits(FlatColumn values, long bits) {
        int rows = values.length();
        long data = values.address();
        int width = values.physical().width();
        long min = width >= 8 ? Long.MIN_VALUE : -1L << (width * 8 - 1);
        long from = Math.max(low, min);
        long to = Math.min(high, ~min);
        if (from > to) {
            clear(bits, rows);
        } else {
            switch (values.physical()) {
                case BOOL, INT8 -> RangeBits.int8(data, rows, (byte) from, (byte) to, bits);
                case INT16 -> RangeBits.int16(data, rows, (short) from, (short) to, bits);
                case INT32 -> RangeBits.int32(data, rows, (int) from, (int) to, bits);
                case INT64 -> RangeBits.int64(data, rows, from, to, bits);
                case INT128 -> wide(data, rows, from, to, bits);
                case FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("no integers: " + values.physical());
            }
        }
        if (inverted) {
            for (int i = 0; i < words(rows); i++) {
                put(bits, i, ~word(bits, i) & rowMask(rows, i));
            }
        }
    }

    /// A bound at the end of int64 means no bound: wider values lie beyond it.
    private static void wide(long data, int rows, long low, long high, long bits) {
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (long i = base; i < end; i++) {
                long value = Memory.getLong(data + (i << 4));
                long sign = Memory.getLong(data + (i << 4) + 8);
                boolean inside = value >> 63 == sign ? value >= low & value <= high : sign < 0 ? low == Long.MIN_VALUE : high == Long.MAX_VALUE;
                word |= (inside ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }
}
