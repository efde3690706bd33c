package dev.weir.exec.operator.sort;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Picks rows out of many batches into new flat ones. Strings are copied, so that the result keeps none of the sources alive.
public final class RowGather {
    private final List<Picked> columns = new ArrayList<>();
    private final BufferAllocator allocator;

    /// @param batches stay with the caller, and must stay alive while this is used
    public RowGather(List<Batch> batches, List<SqlType> types, BufferAllocator allocator) {
        this.allocator = allocator;
        for (int c = 0; c < types.size(); c++) {
            columns.add(new Picked(batches, c, types.get(c)));
        }
    }

    /// @param references int64 each: batch in the high 32 bits, row in the low ones
    public Batch take(long references, int count) {
        List<Column> taken = new ArrayList<>(columns.size());
        try {
            for (Picked column : columns) {
                taken.add(column.take(references, count, allocator));
            }
            return new Batch(taken, count);
        } catch (RuntimeException | Error failure) {
            taken.forEach(Column::close);
            throw failure;
        }
    }

    /// Where one column lies in each of the batches.
    private static final class Picked {
        private final SqlType type;
        private final long[] values;
        /// 0 where values lie in order of their rows.
        private final long[] codes;
        private final long[] validities;
        private final boolean[] constant;
        private final boolean[] narrow;
        private boolean nulls;
        private Physical physical;

        private Picked(List<Batch> batches, int index, SqlType type) {
            this.type = type;
            int count = batches.size();
            values = new long[count];
            codes = new long[count];
            validities = new long[count];
            constant = new boolean[count];
            narrow = new boolean[count];
            physical = type instanceof SqlType.Decimal ? Physical.INT64 : type.physical();
            for (int b = 0; b < count; b++) {
                Column column = batches.get(b).column(index);
                FlatColumn flat = switch (column) {
                    case FlatColumn own -> own;
                    case ConstantColumn single -> single.single();
                    case DictionaryColumn coded -> coded.dictionary();
                };
                values[b] = flat.address();
                codes[b] = column instanceof DictionaryColumn coded ? coded.address() : 0;
                validities[b] = column instanceof DictionaryColumn coded ? coded.validityAddress() : flat.validityAddress();
                constant[b] = column instanceof ConstantColumn;
                narrow[b] = flat.physical() == Physical.INT64;
                nulls |= validities[b] != 0;
                physical = flat.physical() == Physical.INT128 ? Physical.INT128 : physical;
            }
        }

        private FlatColumn take(long references, int count, BufferAllocator allocator) {
            try (PendingBuffers pending = new PendingBuffers(allocator)) {
                int width = physical.width();
                ArrowBuf data = pending.buffer((long) count * width);
                ArrowBuf validity = nulls ? pending.bitmap(count) : null;
                if (validity != null) {
                    pickValidity(references, count, validity.memoryAddress());
                }
                pick(references, count, width, data.memoryAddress());
                if (physical == Physical.VIEW) {
                    ownStrings(data.memoryAddress(), validity == null ? 0 : validity.memoryAddress(), count, pending);
                }
                return pending.column(type, physical, count, data, validity);
            }
        }

        private void pickValidity(long references, int count, long to) {
            for (long i = 0; i < count; i++) {
                long reference = Memory.getLong(references + (i << 3));
                int batch = (int) (reference >>> 32);
                long row = constant[batch] ? 0 : reference & 0xffffffffL;
                if (validities[batch] == 0 || Memory.bit(validities[batch], row)) {
                    Memory.setBit(to, i);
                }
            }
        }

        private long slot(long reference) {
            int batch = (int) (reference >>> 32);
            long row = reference & 0xffffffffL;
            return constant[batch] ? 0 : codes[batch] == 0 ? row : Memory.getInt(codes[batch] + (row << 2));
        }

        private void pick(long references, int count, int width, long to) {
            switch (width) {
                case 1 -> {
                    for (long i = 0; i < count; i++) {
                        long reference = Memory.getLong(references + (i << 3));
                        Memory.putByte(to + i, Memory.getByte(values[(int) (reference >>> 32)] + slot(reference)));
                    }
                }
                case 2 -> {
                    for (long i = 0; i < count; i++) {
                        long reference = Memory.getLong(references + (i << 3));
                        Memory.putShort(to + (i << 1), Memory.getShort(values[(int) (reference >>> 32)] + (slot(reference) << 1)));
                    }
                }
                case 4 -> {
                    for (long i = 0; i < count; i++) {
                        long reference = Memory.getLong(references + (i << 3));
                        Memory.putInt(to + (i << 2), Memory.getInt(values[(int) (reference >>> 32)] + (slot(reference) << 2)));
                    }
                }
                case 8 -> {
                    for (long i = 0; i < count; i++) {
                        long reference = Memory.getLong(references + (i << 3));
                        Memory.putLong(to + (i << 3), Memory.getLong(values[(int) (reference >>> 32)] + (slot(reference) << 3)));
                    }
                }
                default -> {
                    for (long i = 0; i < count; i++) {
                        long reference = Memory.getLong(references + (i << 3));
                        int batch = (int) (reference >>> 32);
                        if (physical == Physical.INT128 && narrow[batch]) {
                            long value = Memory.getLong(values[batch] + (slot(reference) << 3));
                            Memory.putLong(to + (i << 4), value);
                            Memory.putLong(to + (i << 4) + 8, value >> 63);
                        } else {
                            StringView.copy(values[batch] + (slot(reference) << 4), to + (i << 4));
                        }
                    }
                }
            }
        }

        /// Copies at least 13 bytes; short copies are cheaper by words, of which the last overlaps.
        private static void copy(long from, long to, int length) {
            if (length > 128) {
                Memory.copy(from, to, length);
                return;
            }
            long last = length - 8;
            for (long i = 0; i < last; i += 8) {
                Memory.putLong(to + i, Memory.getLong(from + i));
            }
            Memory.putLong(to + last, Memory.getLong(from + last));
        }

        /// Copies the bytes of long strings to a heap of their own.
        private static void ownStrings(long views, long validity, int count, PendingBuffers pending) {
            long bytes = 0;
            for (long i = 0; i < count; i++) {
                long view = views + (i << 4);
                if (validity != 0 && !Memory.bit(validity, i)) {
                    StringView.writeEmpty(view);
                }
                int length = Memory.getInt(view);
                bytes += length > StringView.INLINE ? length : 0;
            }
            if (bytes == 0) {
                return;
            }
            ArrowBuf heap = pending.allocator().buffer(bytes);
            pending.own(StringHeap.of(heap));
            long at = heap.memoryAddress();
            for (long i = 0; i < count; i++) {
                long view = views + (i << 4);
                int length = Memory.getInt(view);
                if (length > StringView.INLINE) {
                    copy(Memory.getLong(view + 8), at, length);
                    Memory.putLong(view + 8, at);
                    at += length;
                }
            }
        }
    }
}
