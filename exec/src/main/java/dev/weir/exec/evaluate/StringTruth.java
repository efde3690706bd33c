package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression.Comparison;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import org.apache.arrow.memory.BufferAllocator;

/// A string (or bytes) compared with a constant. Most rows are decided by the first eight bytes of the view.
final class StringTruth extends ValueTruth {
    private final Comparison.Operator operator;
    private final Scratch constant;
    private final byte[] bytes;

    StringTruth(TruthCompiler.Operand operand, Comparison.Operator operator, byte[] bytes, BufferAllocator allocator) {
        super(operand, allocator);
        this.operator = operator;
        this.bytes = bytes;
        this.constant = new Scratch(allocator);
    }

    @Override
    void bits(FlatColumn values, long bits) {
        long view = constantView();
        long data = values.address();
        int rows = values.length();
        switch (operator) {
            case EQUAL -> equal(data, rows, view, 0, bits);
            case NOT_EQUAL -> equal(data, rows, view, 1, bits);
            case LESS -> less(data, rows, view, 0, 0, bits);
            case LESS_OR_EQUAL -> less(data, rows, view, 1, 0, bits);
            case GREATER -> less(data, rows, view, 1, 1, bits);
            case GREATER_OR_EQUAL -> less(data, rows, view, 0, 1, bits);
            case DISTINCT, NOT_DISTINCT -> throw new IllegalStateException("not a comparison that NULL passes through");
        }
    }

    private long constantView() {
        long view = constant.bytes(16 + bytes.length);
        Memory.copy(bytes, 0, view + 16, bytes.length);
        StringView.write(view, view + 16, bytes.length);
        return view;
    }

    private static void equal(long data, int rows, long view, long flip, long bits) {
        long head = Memory.getLong(view);
        long tail = Memory.getLong(view + 8);
        boolean inline = StringView.length(view) <= StringView.INLINE;
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (long i = base; i < end; i++) {
                long at = data + (i << 4);
                boolean same = Memory.getLong(at) == head && (inline ? Memory.getLong(at + 8) == tail : StringView.equal(at, view));
                word |= ((same ? 1L : 0L) ^ flip) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    /// Tests `value < constant` (`<=` with `limit` 1), inverted where `flip` is 1.
    private static void less(long data, int rows, long view, int limit, long flip, long bits) {
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (long i = base; i < end; i++) {
                boolean below = StringView.compare(data + (i << 4), view) < limit;
                word |= ((below ? 1L : 0L) ^ flip) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    @Override
    public void close() {
        super.close();
        constant.close();
    }
}
