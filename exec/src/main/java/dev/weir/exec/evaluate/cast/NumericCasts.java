package dev.weir.exec.evaluate.cast;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.kernel.Bitmaps;
import dev.weir.exec.kernel.Int128;
import dev.weir.exec.kernel.IntegerMath;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import org.apache.arrow.memory.ArrowBuf;

/// Loops for the conversions that coercions insert: integers among themselves, to floating point and to decimals, decimals
/// to another scale, dates to timestamps.
final class NumericCasts {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private NumericCasts() {}

    /// Answers null when this pair has no loop of its own.
    static CastKernel kernel(SqlType from, SqlType to, boolean orNull) {
        return switch (from) {
            case SqlType.Integral source -> switch (to) {
                case SqlType.Integral target -> (values, context) -> integers(values, source, target, orNull, context);
                case SqlType.Double _ -> (values, context) -> toDouble(values, context);
                case SqlType.Decimal target when target.scale() <= 18 -> (values, context) -> integersToDecimal(values, target, orNull, context);
                default -> null;
            };
            case SqlType.Real _ -> to instanceof SqlType.Double ? NumericCasts::toDouble : null;
            case SqlType.Decimal source -> switch (to) {
                case SqlType.Double _ -> source.scale() <= 18 ? (values, context) -> decimalToDouble(values, source, context) : null;
                case SqlType.Decimal target when target.scale() >= source.scale() && target.scale() - source.scale() <= 18 ->
                        (values, context) -> rescale(values, source, target, orNull, context);
                default -> null;
            };
            case SqlType.Date _ -> to instanceof SqlType.Timestamp target && target.precision() <= 6 ? (values, context) -> dates(values, to, orNull, context) : null;
            default -> null;
        };
    }

    /// The integer in a slot of an integer column.
    static long load(Physical physical, long address, long row) {
        return switch (physical) {
            case BOOL, INT8 -> Memory.getByte(address + row);
            case INT16 -> Memory.getShort(address + (row << 1));
            case INT32 -> Memory.getInt(address + (row << 2));
            case INT64 -> Memory.getLong(address + (row << 3));
            case INT128, FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("no integers: " + physical);
        };
    }

    private static FlatColumn integers(FlatColumn values, SqlType.Integral source, SqlType.Integral target, boolean orNull, EvaluationContext context) {
        int rows = values.length();
        boolean narrowing = target.bytes() < source.bytes();
        try (PendingBuffers pending = new PendingBuffers(context.allocator())) {
            ArrowBuf data = pending.buffer((long) rows * target.bytes());
            ArrowBuf validity = narrowing && orNull ? copyOfValidity(values, pending) : pending.share(values.validity());
            long from = values.address();
            long to = data.memoryAddress();
            Physical physical = source.physical();
            if (physical == Physical.INT32 && target.bytes() == 8) {
                for (long i = 0; i < rows; i++) {
                    Memory.putLong(to + (i << 3), Memory.getInt(from + (i << 2)));
                }
                return pending.column(target, target.physical(), rows, data, validity);
            }
            for (int i = 0; i < rows; i++) {
                long value = load(physical, from, i);
                if (narrowing && (value < target.min() || value > target.max()) && !values.isNull(i)) {
                    failed(validity, i, orNull, target, value);
                }
                switch (target.bytes()) {
                    case 1 -> Memory.putByte(to + i, (byte) value);
                    case 2 -> Memory.putShort(to + ((long) i << 1), (short) value);
                    case 4 -> Memory.putInt(to + ((long) i << 2), (int) value);
                    default -> Memory.putLong(to + ((long) i << 3), value);
                }
            }
            return pending.column(target, target.physical(), rows, data, validity);
        }
    }

    private static FlatColumn toDouble(FlatColumn values, EvaluationContext context) {
        int rows = values.length();
        try (PendingBuffers pending = new PendingBuffers(context.allocator())) {
            ArrowBuf data = pending.buffer(rows * 8L);
            long from = values.address();
            long to = data.memoryAddress();
            switch (values.physical()) {
                case INT32 -> {
                    for (long i = 0; i < rows; i++) {
                        Memory.putDouble(to + (i << 3), Memory.getInt(from + (i << 2)));
                    }
                }
                case INT64 -> {
                    for (long i = 0; i < rows; i++) {
                        Memory.putDouble(to + (i << 3), Memory.getLong(from + (i << 3)));
                    }
                }
                case FLOAT32 -> {
                    for (long i = 0; i < rows; i++) {
                        Memory.putDouble(to + (i << 3), Memory.getFloat(from + (i << 2)));
                    }
                }
                case BOOL, INT8, INT16, INT128, FLOAT64, VIEW -> {
                    for (long i = 0; i < rows; i++) {
                        Memory.putDouble(to + (i << 3), load(values.physical(), from, i));
                    }
                }
            }
            return pending.column(SqlType.DOUBLE, Physical.FLOAT64, rows, data, pending.share(values.validity()));
        }
    }

    /// Divides the unscaled value where both are exact as doubles, which rounds correctly; else goes by text.
    private static FlatColumn decimalToDouble(FlatColumn values, SqlType.Decimal source, EvaluationContext context) {
        int rows = values.length();
        double factor = Int128.power64(source.scale());
        try (PendingBuffers pending = new PendingBuffers(context.allocator())) {
            ArrowBuf data = pending.buffer(rows * 8L);
            long to = data.memoryAddress();
            boolean narrow = values.physical() == Physical.INT64;
            for (int i = 0; i < rows; i++) {
                long unscaled = Memory.getLong(values.address() + ((long) i << (narrow ? 3 : 4)));
                boolean exact = unscaled > -(1L << 53) & unscaled < 1L << 53 & (narrow || Memory.getLong(values.address() + ((long) i << 4) + 8) == unscaled >> 63);
                double value = exact ? unscaled / factor : values.isNull(i) ? 0 : ((java.math.BigDecimal) values.value(i)).doubleValue();
                Memory.putDouble(to + ((long) i << 3), value);
            }
            return pending.column(SqlType.DOUBLE, Physical.FLOAT64, rows, data, pending.share(values.validity()));
        }
    }

    private static FlatColumn integersToDecimal(FlatColumn values, SqlType.Decimal target, boolean orNull, EvaluationContext context) {
        int rows = values.length();
        try (PendingBuffers wide = new PendingBuffers(context.allocator())) {
            ArrowBuf longs = wide.buffer(rows * 8L);
            for (long i = 0; i < rows; i++) {
                Memory.putLong(longs.memoryAddress() + (i << 3), load(values.physical(), values.address(), i));
            }
            FlatColumn column = wide.column(new SqlType.Decimal(19, 0), Physical.INT64, rows, longs, wide.share(values.validity()));
            try (column) {
                return rescale(column, new SqlType.Decimal(19, 0), target, orNull, context);
            }
        }
    }

    /// Multiplies by a power of ten and checks the precision.
    private static FlatColumn rescale(FlatColumn values, SqlType.Decimal source, SqlType.Decimal target, boolean orNull, EvaluationContext context) {
        int rows = values.length();
        int shift = target.scale() - source.scale();
        boolean mayExceed = target.precision() - target.scale() < source.precision() - source.scale();
        boolean narrow = values.physical() == Physical.INT64 && (target.precision() <= SqlType.Decimal.MAX_INT64_PRECISION
                || IntegerMath.magnitude64(values.address(), rows) + 64 - Long.numberOfLeadingZeros(Int128.power64(shift)) <= 63);
        try (PendingBuffers pending = new PendingBuffers(context.allocator())) {
            ArrowBuf validity = mayExceed && orNull ? copyOfValidity(values, pending) : pending.share(values.validity());
            if (narrow && !mayExceed) {
                ArrowBuf data = pending.buffer(rows * 8L);
                IntegerMath.scale64(values.address(), rows, Int128.power64(shift), data.memoryAddress());
                return pending.column(target, Physical.INT64, rows, data, validity);
            }
            boolean wideResult = target.precision() > SqlType.Decimal.MAX_INT64_PRECISION;
            ArrowBuf data = pending.buffer((long) rows * (wideResult ? 16 : 8));
            for (int i = 0; i < rows; i++) {
                rescaleRow(values, i, shift, target, data.memoryAddress() + ((long) i << (wideResult ? 4 : 3)), wideResult, validity, orNull);
            }
            return pending.column(target, wideResult ? Physical.INT128 : Physical.INT64, rows, data, validity);
        }
    }

    private static void rescaleRow(FlatColumn values, int row, int shift, SqlType.Decimal target, long out, boolean wideResult, ArrowBuf validity, boolean orNull) {
        long low = 0;
        long high = 0;
        if (!values.isNull(row)) {
            boolean narrow = values.physical() == Physical.INT64;
            long at = values.address() + ((long) row << (narrow ? 3 : 4));
            low = Memory.getLong(at);
            high = narrow ? low >> 63 : Memory.getLong(at + 8);
            boolean exceeds;
            if (high == low >> 63) {
                long factor = Int128.power64(shift);
                high = Math.multiplyHigh(low, factor);
                low *= factor;
                exceeds = Int128.exceeds(low, high, target.precision());
            } else {
                java.math.BigInteger scaled = Int128.of(low, high).multiply(Int128.power(shift));
                low = scaled.longValue();
                high = scaled.shiftRight(64).longValue();
                exceeds = scaled.bitLength() > 127 || Int128.exceeds(low, high, target.precision());
            }
            if (exceeds) {
                low = 0;
                high = 0;
                failed(validity, row, orNull, target, values.value(row));
            }
        }
        Memory.putLong(out, low);
        if (wideResult) {
            Memory.putLong(out + 8, high);
        }
    }

    private static FlatColumn dates(FlatColumn values, SqlType to, boolean orNull, EvaluationContext context) {
        int rows = values.length();
        long limit = Long.MAX_VALUE / MICROS_PER_DAY - 1;
        try (PendingBuffers pending = new PendingBuffers(context.allocator())) {
            ArrowBuf data = pending.buffer(rows * 8L);
            ArrowBuf validity = orNull ? copyOfValidity(values, pending) : pending.share(values.validity());
            for (int i = 0; i < rows; i++) {
                long days = Memory.getInt(values.address() + ((long) i << 2));
                if ((days > limit || days < -limit) && !values.isNull(i)) {
                    failed(validity, i, orNull, to, days);
                }
                Memory.putLong(data.memoryAddress() + ((long) i << 3), days * MICROS_PER_DAY);
            }
            return pending.column(to, Physical.INT64, rows, data, validity);
        }
    }

    private static ArrowBuf copyOfValidity(FlatColumn values, PendingBuffers pending) {
        ArrowBuf copy = pending.buffer(Bitmaps.bytes(values.length()));
        Bitmaps.and(values.validityAddress(), 0, copy.memoryAddress(), values.length());
        return copy;
    }

    private static void failed(ArrowBuf validity, int row, boolean orNull, SqlType target, Object value) {
        if (!orNull) {
            throw QueryException.ofValue(ErrorCode.NUMERIC_OVERFLOW, "the value does not fit " + target, value);
        }
        Memory.clearBit(validity.memoryAddress(), row);
    }
}
