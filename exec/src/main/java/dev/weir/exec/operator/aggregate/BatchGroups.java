package dev.weir.exec.operator.aggregate;

import dev.weir.exec.kernel.GroupMasks;
import dev.weir.exec.kernel.NativeArray;
import org.apache.arrow.memory.BufferAllocator;

/// Which group each row of a batch belongs to, in the forms that accumulators add by: an int32 a row and, when there are
/// few groups, a bitmap a group, made when the first accumulator asks.
final class BatchGroups implements AutoCloseable {
    private final NativeArray masks;
    private long ids;
    private int rows;
    private int groups;
    private boolean made;

    BatchGroups(BufferAllocator allocator) {
        masks = new NativeArray(allocator);
    }

    /// Begins a batch.
    ///
    /// @param ids int32 groups of the rows, or 0 when all belong to group 0
    void start(long ids, int rows, int groups) {
        this.ids = ids;
        this.rows = rows;
        this.groups = groups;
        made = false;
    }

    long ids() {
        return ids;
    }

    int rows() {
        return rows;
    }

    /// Whether adding by bitmaps pays.
    boolean hasMasks() {
        return GroupMasks.PAYS && ids != 0 && groups <= GroupMasks.MOST_GROUPS && rows >= GroupMasks.LEAST_ROWS;
    }

    /// The address of the bitmaps as {@link GroupMasks} has them.
    long masks() {
        if (!made) {
            masks.ensureScratch(GroupMasks.bytes(rows, groups));
            GroupMasks.fromIds(ids, rows, groups, masks.address());
            made = true;
        }
        return masks.address();
    }

    @Override
    public void close() {
        masks.close();
        made = false;
    }
}
