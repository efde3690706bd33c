package dev.weir.exec.operator.window;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Int128;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;

/// Compares values of two columns of one type that are not NULL, as sorting does: NaN last, -0.0 like 0.0.
record RowOrder(FlatColumn left, FlatColumn right) {
    int compare(int leftRow, int rightRow) {
        long a = left.address() + (long) leftRow * left.physical().width();
        long b = right.address() + (long) rightRow * right.physical().width();
        return switch (left.physical()) {
            case BOOL, INT8 -> Byte.compare(Memory.getByte(a), Memory.getByte(b));
            case INT16 -> Short.compare(Memory.getShort(a), Memory.getShort(b));
            case INT32 -> Integer.compare(Memory.getInt(a), Memory.getInt(b));
            case INT64, INT128 -> {
                long lowA = Memory.getLong(a);
                long lowB = Memory.getLong(b);
                boolean narrow = left.physical() == Physical.INT64 && right.physical() == Physical.INT64;
                yield narrow ? Long.compare(lowA, lowB)
                        : Int128.compare(lowA, high(left, a, lowA), lowB, high(right, b, lowB));
            }
            case FLOAT32 -> ordered(Memory.getFloat(a), Memory.getFloat(b));
            case FLOAT64 -> ordered(Memory.getDouble(a), Memory.getDouble(b));
            case VIEW -> StringView.compare(a, b);
        };
    }

    private static long high(FlatColumn column, long at, long low) {
        return column.physical() == Physical.INT128 ? Memory.getLong(at + 8) : low >> 63;
    }

    private static int ordered(double a, double b) {
        return a < b ? -1 : a > b ? 1 : a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }
}
