package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression.Comparison;
import dev.weir.exec.kernel.Bitmaps;
import dev.weir.exec.kernel.CompareBits;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Int128;
import dev.weir.exec.kernel.Widen;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import org.apache.arrow.memory.BufferAllocator;

/// Two values compared, of any type and encoding, the DISTINCT forms included.
final class CompareTruth extends Truth {
    private final Comparison.Operator operator;
    private final TruthCompiler.Operand left;
    private final TruthCompiler.Operand right;
    private final BufferAllocator allocator;

    CompareTruth(Comparison.Operator operator, TruthCompiler.Operand left, TruthCompiler.Operand right, BufferAllocator allocator) {
        this.operator = operator;
        this.left = left;
        this.right = right;
        this.allocator = allocator;
    }

    @Override
    boolean neverFails() {
        return left.neverFails() && right.neverFails();
    }

    @Override
    boolean cheap() {
        return left.isColumn() && right.isColumn();
    }

    @Override
    void test(Rows rows, long truth, long unknown) {
        try (Column leftColumn = left.operation().evaluate(rows);
                Column rightColumn = right.operation().evaluate(rows);
                FlatColumn a = Flatten.flat(leftColumn, allocator);
                FlatColumn b = Flatten.flat(rightColumn, allocator)) {
            if (a.physical() == b.physical()) {
                compare(a, b, truth, unknown);
            } else {
                try (FlatColumn wideA = Widen.toInt128(a, allocator); FlatColumn wideB = Widen.toInt128(b, allocator)) {
                    compare(wideA, wideB, truth, unknown);
                }
            }
        }
    }

    private void compare(FlatColumn a, FlatColumn b, long truth, long unknown) {
        switch (operator) {
            case EQUAL -> plain(a, b, false, false, truth, unknown);
            case NOT_EQUAL -> plain(a, b, false, true, truth, unknown);
            case LESS -> plain(a, b, true, false, truth, unknown);
            case GREATER_OR_EQUAL -> plain(a, b, true, true, truth, unknown);
            case GREATER -> plain(b, a, true, false, truth, unknown);
            case LESS_OR_EQUAL -> plain(b, a, true, true, truth, unknown);
            case DISTINCT -> distinct(a, b, true, truth, unknown);
            case NOT_DISTINCT -> distinct(a, b, false, truth, unknown);
        }
    }

    private static void plain(FlatColumn a, FlatColumn b, boolean less, boolean inverted, long truth, long unknown) {
        int rows = a.length();
        bits(a, b, rows, less, truth);
        for (int i = 0; i < words(rows); i++) {
            long valid = valid(a, b, i, rows);
            long word = word(truth, i);
            put(truth, i, (inverted ? ~word : word) & valid);
            put(unknown, i, ~valid & rowMask(rows, i));
        }
    }

    private static void distinct(FlatColumn a, FlatColumn b, boolean wanted, long truth, long unknown) {
        int rows = a.length();
        bits(a, b, rows, false, truth);
        for (int i = 0; i < words(rows); i++) {
            long mask = rowMask(rows, i);
            long validA = a.validity() == null ? mask : Bitmaps.word(a.validityAddress(), i, rows);
            long validB = b.validity() == null ? mask : Bitmaps.word(b.validityAddress(), i, rows);
            long same = word(truth, i) & validA & validB | ~validA & ~validB & mask;
            put(truth, i, wanted ? ~same & mask : same);
            put(unknown, i, 0);
        }
    }

    private static long valid(FlatColumn a, FlatColumn b, int index, int rows) {
        long word = rowMask(rows, index);
        if (a.validity() != null) {
            word &= Bitmaps.word(a.validityAddress(), index, rows);
        }
        if (b.validity() != null) {
            word &= Bitmaps.word(b.validityAddress(), index, rows);
        }
        return word;
    }

    private static void bits(FlatColumn a, FlatColumn b, int rows, boolean less, long bits) {
        long left = a.address();
        long right = b.address();
        switch (a.physical()) {
            case BOOL, INT8 -> CompareBits.int8(left, right, rows, less, bits);
            case INT16 -> CompareBits.int16(left, right, rows, less, bits);
            case INT32 -> CompareBits.int32(left, right, rows, less, bits);
            case INT64 -> CompareBits.int64(left, right, rows, less, bits);
            case FLOAT32 -> CompareBits.float32(left, right, rows, less, bits);
            case FLOAT64 -> CompareBits.float64(left, right, rows, less, bits);
            case INT128, VIEW -> wide(left, right, a.physical(), rows, less, bits);
        }
    }

    private static void wide(long left, long right, Physical physical, int rows, boolean less, long bits) {
        boolean views = physical == Physical.VIEW;
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (long i = base; i < end; i++) {
                long a = left + (i << 4);
                long b = right + (i << 4);
                boolean holds;
                if (views) {
                    holds = less ? StringView.compare(a, b) < 0 : StringView.equal(a, b);
                } else {
                    holds = less ? Int128.compare(a, b) < 0 : Memory.getLong(a) == Memory.getLong(b) && Memory.getLong(a + 8) == Memory.getLong(b + 8);
                }
                word |= (holds ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    @Override
    public void close() {
        left.operation().close();
        right.operation().close();
    }
}
