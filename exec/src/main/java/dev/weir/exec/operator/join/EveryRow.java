package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// The table of a join without keys: every build row is a candidate for every probe row.
final class EveryRow implements JoinTable {
    private final NativeArray next;

    EveryRow(int rows, BufferAllocator allocator) {
        next = new NativeArray(allocator);
        if (rows > 1) {
            next.ensureScratch(rows * 4L);
            for (long i = 0; i < rows; i++) {
                Memory.putInt(next.address() + i * 4, i == rows - 1 ? -1 : (int) i + 1);
            }
        }
    }

    @Override
    public long next() {
        return next.address();
    }

    @Override
    public long distinct() {
        return 1;
    }

    @Override
    public String name() {
        return "nested loop";
    }

    @Override
    public Lookup lookup(BufferAllocator allocator) {
        return new FirstRow();
    }

    @Override
    public void close() {
        next.close();
    }

    private record FirstRow() implements Lookup {
        @Override
        public void heads(List<Column> keys, int rows, long out) {
            Memory.fill(out, rows * 4L, (byte) 0);
        }

        @Override
        public void close() {
            // Nothing of its own.
        }
    }
}
