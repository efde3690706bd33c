package dev.weir.exec.kernel;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.batch.Constants;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.NearGather;
import dev.weir.formats.memory.StringView;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Picks rows by position. Constants stay constants, dictionary columns gather their codes only.
///
/// Positions are int32 off-heap, each a row of the column; they may repeat and have any order.
public final class Gather {
    private Gather() {}

    public static Column take(Column column, long positions, int count, BufferAllocator allocator) {
        return switch (column) {
            case ConstantColumn constant -> new ConstantColumn(constant.single().retain(), count);
            case DictionaryColumn coded -> takeCodes(coded, positions, count, allocator);
            case FlatColumn flat -> takeFlat(flat, positions, count, allocator);
        };
    }

    /// As {@link #take}, but position -1 yields NULL.
    public static Column takeOrNull(Column column, long positions, int count, BufferAllocator allocator) {
        if (!IntegerMath.anyNegative32(positions, count)) {
            return take(column, positions, count, allocator);
        }
        return switch (column) {
            case ConstantColumn constant -> takeConstantOrNull(constant, positions, count, allocator);
            case DictionaryColumn coded -> takeCodesOrNull(coded, positions, count, allocator);
            case FlatColumn flat -> takeFlatOrNull(flat, positions, count, allocator);
        };
    }

    /// Takes the rows of every column; the caller keeps `batch`.
    public static Batch take(Batch batch, long positions, int count, BufferAllocator allocator) {
        List<Column> taken = new ArrayList<>(batch.columns().size());
        try {
            for (Column column : batch.columns()) {
                taken.add(take(column, positions, count, allocator));
            }
            return new Batch(taken, count);
        } catch (RuntimeException | Error failure) {
            taken.forEach(Column::close);
            throw failure;
        }
    }

    private static Column takeCodes(DictionaryColumn coded, long positions, int count, BufferAllocator allocator) {
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf codes = pending.buffer(count * 4L);
            near(4, coded.address(), coded.length(), positions, count, codes.memoryAddress());
            ArrowBuf validity = validity(coded.validityAddress(), positions, count, pending);
            pending.handOver();
            return new DictionaryColumn(count, codes, validity, coded.dictionary().retain());
        }
    }

    private static Column takeFlat(FlatColumn flat, long positions, int count, BufferAllocator allocator) {
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            int width = flat.physical().width();
            ArrowBuf data = pending.buffer((long) count * width);
            near(width, flat.address(), flat.length(), positions, count, data.memoryAddress());
            ArrowBuf validity = validity(flat.validityAddress(), positions, count, pending);
            pending.share(flat.heap());
            return pending.column(flat.type(), flat.physical(), count, data, validity);
        }
    }

    private static Column takeConstantOrNull(ConstantColumn constant, long positions, int count, BufferAllocator allocator) {
        if (constant.isNull(0)) {
            return new ConstantColumn(constant.single().retain(), count);
        }
        try (FlatColumn flat = Flatten.flat(constant, allocator)) {
            return takeFlatOrNull(flat, positions, count, allocator);
        }
    }

    private static Column takeCodesOrNull(DictionaryColumn coded, long positions, int count, BufferAllocator allocator) {
        if (coded.dictionary().length() == 0) {
            return Constants.column(Expression.Literal.ofNull(coded.type()), count, allocator);
        }
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf codes = pending.buffer(count * 4L);
            long from = coded.address();
            long to = codes.memoryAddress();
            for (long i = 0; i < count; i++) {
                int position = Memory.getInt(positions + (i << 2));
                Memory.putInt(to + (i << 2), position < 0 ? 0 : Memory.getInt(from + ((long) position << 2)));
            }
            ArrowBuf validity = validityOrNull(coded.validityAddress(), positions, count, pending);
            pending.handOver();
            return new DictionaryColumn(count, codes, validity, coded.dictionary().retain());
        }
    }

    private static Column takeFlatOrNull(FlatColumn flat, long positions, int count, BufferAllocator allocator) {
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            int width = flat.physical().width();
            ArrowBuf data = pending.buffer((long) count * width);
            gatherOrZero(width, flat.address(), positions, count, data.memoryAddress());
            ArrowBuf validity = validityOrNull(flat.validityAddress(), positions, count, pending);
            pending.share(flat.heap());
            return pending.column(flat.type(), flat.physical(), count, data, validity);
        }
    }

    /// As {@link #gather}, from `rows` values; faster when the positions lie close together, as those that a filter left do.
    private static void near(int width, long from, int rows, long positions, int count, long to) {
        switch (width) {
            case 4 -> NearGather.gather4(from, rows, positions, count, to);
            case 8 -> NearGather.gather8(from, rows, positions, count, to);
            default -> gather(width, from, positions, count, to);
        }
    }

    /// Copies `count` values of `width` bytes from the given rows at `from` to consecutive slots at `to`.
    public static void gather(int width, long from, long positions, int count, long to) {
        switch (width) {
            case 1 -> {
                for (long i = 0; i < count; i++) {
                    Memory.putByte(to + i, Memory.getByte(from + Memory.getInt(positions + (i << 2))));
                }
            }
            case 2 -> {
                for (long i = 0; i < count; i++) {
                    Memory.putShort(to + (i << 1), Memory.getShort(from + ((long) Memory.getInt(positions + (i << 2)) << 1)));
                }
            }
            case 4 -> gather4(from, positions, count, to);
            case 8 -> {
                for (long i = 0; i < count; i++) {
                    Memory.putLong(to + (i << 3), Memory.getLong(from + ((long) Memory.getInt(positions + (i << 2)) << 3)));
                }
            }
            case 16 -> {
                for (long i = 0; i < count; i++) {
                    StringView.copy(from + ((long) Memory.getInt(positions + (i << 2)) << 4), to + (i << 4));
                }
            }
            default -> throw new IllegalArgumentException("no values are " + width + " bytes wide");
        }
    }

    private static void gather4(long from, long positions, int count, long to) {
        for (long i = 0; i < count; i++) {
            Memory.putInt(to + (i << 2), Memory.getInt(from + ((long) Memory.getInt(positions + (i << 2)) << 2)));
        }
    }

    private static void gatherOrZero(int width, long from, long positions, int count, long to) {
        for (long i = 0; i < count; i++) {
            int position = Memory.getInt(positions + (i << 2));
            long at = from + (long) position * width;
            switch (width) {
                case 1 -> Memory.putByte(to + i, position < 0 ? 0 : Memory.getByte(at));
                case 2 -> Memory.putShort(to + (i << 1), position < 0 ? 0 : Memory.getShort(at));
                case 4 -> Memory.putInt(to + (i << 2), position < 0 ? 0 : Memory.getInt(at));
                case 8 -> Memory.putLong(to + (i << 3), position < 0 ? 0 : Memory.getLong(at));
                default -> {
                    Memory.putLong(to + (i << 4), position < 0 ? 0 : Memory.getLong(at));
                    Memory.putLong(to + (i << 4) + 8, position < 0 ? 0 : Memory.getLong(at + 8));
                }
            }
        }
    }

    /// Gathers a bitmap; null when all bits are set or `from` is 0.
    private static ArrowBuf validity(long from, long positions, int count, PendingBuffers pending) {
        if (from == 0) {
            return null;
        }
        ArrowBuf bitmap = pending.bitmap(count);
        long to = bitmap.memoryAddress();
        for (long i = 0; i < count; i++) {
            if (Memory.bit(from, Memory.getInt(positions + (i << 2)))) {
                Memory.setBit(to, i);
            }
        }
        return dropIfFull(bitmap, count, pending);
    }

    private static ArrowBuf validityOrNull(long from, long positions, int count, PendingBuffers pending) {
        ArrowBuf bitmap = pending.bitmap(count);
        long to = bitmap.memoryAddress();
        for (long i = 0; i < count; i++) {
            int position = Memory.getInt(positions + (i << 2));
            if (position >= 0 && (from == 0 || Memory.bit(from, position))) {
                Memory.setBit(to, i);
            }
        }
        return bitmap;
    }

    private static ArrowBuf dropIfFull(ArrowBuf bitmap, int count, PendingBuffers pending) {
        if (!Bitmaps.allSet(bitmap.memoryAddress(), count)) {
            return bitmap;
        }
        pending.drop(bitmap);
        return null;
    }
}
