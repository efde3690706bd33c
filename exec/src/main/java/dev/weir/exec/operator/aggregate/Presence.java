package dev.weir.exec.operator.aggregate;

import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Knows which groups have seen a value. Costs nothing while every row has one: each group exists because of a row.
final class Presence implements AutoCloseable {
    private final BufferAllocator allocator;
    private final boolean keyless;
    /// One byte a group, once some row had no value.
    private final NativeArray seen;
    private boolean tracking;
    private int before;
    private int groups;

    /// @param keyless whether group 0 exists without rows
    Presence(boolean keyless, BufferAllocator allocator) {
        this.allocator = allocator;
        this.keyless = keyless;
        this.seen = new NativeArray(allocator);
        this.tracking = keyless;
    }

    void resize(int count) {
        before = groups;
        groups = count;
        if (tracking) {
            seen.ensure(count);
        }
    }

    int groups() {
        return groups;
    }

    long bytes() {
        return seen.capacity();
    }

    /// Notes rows: those whose bit in `validity` (0: all) is set have a value.
    void add(long ids, int rows, long validity, boolean every) {
        if (!tracking) {
            if (validity == 0 && every) {
                return;
            }
            track();
        }
        long flags = seen.address();
        if (ids == 0) {
            boolean any = validity == 0 && rows > 0;
            for (long i = 0; i < rows && !any; i++) {
                any = Memory.bit(validity, i);
            }
            if (any) {
                Memory.putByte(flags, (byte) 1);
            }
            return;
        }
        for (long i = 0; i < rows; i++) {
            if (validity == 0 || Memory.bit(validity, i)) {
                Memory.putByte(flags + Memory.getInt(ids + i * 4), (byte) 1);
            }
        }
    }

    void merge(Presence other, long from, long to, int count) {
        if (!tracking) {
            if (!other.tracking) {
                return;
            }
            track();
        }
        long flags = seen.address();
        for (long i = 0; i < count; i++) {
            if (other.has(Memory.getInt(from + i * 4))) {
                Memory.putByte(flags + Memory.getInt(to + i * 4), (byte) 1);
            }
        }
    }

    boolean has(int group) {
        return !tracking || Memory.getByte(seen.address() + group) != 0;
    }

    /// The bitmap of a result column; null when all have a value. Frees `data` when there is no memory for it.
    ArrowBuf validity(int from, int count, ArrowBuf data) {
        if (!tracking) {
            return null;
        }
        ArrowBuf bitmap = null;
        for (int i = 0; i < count; i++) {
            if (!has(from + i)) {
                if (bitmap == null) {
                    bitmap = Validity.all(count, allocator, data);
                }
                Memory.clearBit(bitmap.memoryAddress(), i);
            }
        }
        return bitmap;
    }

    void reset() {
        seen.close();
        groups = 0;
        before = 0;
        tracking = keyless;
    }

    private void track() {
        tracking = true;
        seen.ensure(Math.max(1, groups));
        Memory.fill(seen.address(), before, (byte) 1);
    }

    @Override
    public void close() {
        seen.close();
    }
}
