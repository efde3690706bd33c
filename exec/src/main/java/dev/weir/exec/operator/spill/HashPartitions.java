package dev.weir.exec.operator.spill;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Sorts the rows of a batch by the partition that the hash of their keys belongs to. One thread's.
///
/// A partition that is split again takes other bits of the hash at each level, none of which exchanges or tables use.
public final class HashPartitions implements AutoCloseable {
    public static final int COUNT = 32;
    /// A mask with a bit for every partition.
    public static final long ALL = (1L << COUNT) - 1;
    /// Levels of splitting; what is too large after that has too many rows of one key.
    public static final int LEVELS = 4;

    private static final int BITS = Integer.numberOfTrailingZeros(COUNT);

    private final int level;
    private final NativeArray hashes;
    private final NativeArray targets;
    private final NativeArray positions;
    private final NativeArray others;
    private final int[] starts = new int[COUNT + 1];
    private final int[] next = new int[COUNT];

    public HashPartitions(int level, BufferAllocator allocator) {
        this.level = level;
        hashes = new NativeArray(allocator);
        targets = new NativeArray(allocator);
        positions = new NativeArray(allocator);
        others = new NativeArray(allocator);
    }

    /// The partition of a {@link Hash} at a level.
    public static int of(long hash, int level) {
        long mixed = hash + (level + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return (int) (mixed >>> 64 - BITS);
    }

    /// Looks at a batch; the other methods tell about the last one.
    public void split(List<Column> keys, int rows) {
        hashes.ensureScratch(rows * 8L);
        targets.ensureScratch(rows * 4L);
        positions.ensureScratch(rows * 4L);
        for (int k = 0; k < keys.size(); k++) {
            Hash.hash(keys.get(k), rows, hashes.address(), k > 0);
        }
        Arrays.fill(starts, 0);
        long hash = hashes.address();
        long target = targets.address();
        for (long i = 0; i < rows; i++) {
            int partition = of(Memory.getLong(hash + (i << 3)), level);
            Memory.putInt(target + (i << 2), partition);
            starts[partition + 1]++;
        }
        for (int p = 0; p < COUNT; p++) {
            starts[p + 1] += starts[p];
            next[p] = starts[p];
        }
        long to = positions.address();
        for (int i = 0; i < rows; i++) {
            Memory.putInt(to + ((long) next[Memory.getInt(target + ((long) i << 2))]++ << 2), i);
        }
    }

    public int count(int partition) {
        return starts[partition + 1] - starts[partition];
    }

    /// The address of the int32 positions of a partition's rows, in order.
    public long positions(int partition) {
        return positions.address() + starts[partition] * 4L;
    }

    /// How many rows belong to a partition that is not in `mask`; {@link #others()} says which.
    public int countOthers(long mask) {
        int rows = starts[COUNT];
        others.ensureScratch(rows * 4L);
        long to = others.address();
        long target = targets.address();
        int count = 0;
        for (long i = 0; i < rows; i++) {
            Memory.putInt(to + ((long) count << 2), (int) i);
            count += (int) (mask >>> Memory.getInt(target + (i << 2)) & 1) ^ 1;
        }
        return count;
    }

    /// The address of int32 positions.
    public long others() {
        return others.address();
    }

    @Override
    public void close() {
        hashes.close();
        targets.close();
        positions.close();
        others.close();
    }
}
