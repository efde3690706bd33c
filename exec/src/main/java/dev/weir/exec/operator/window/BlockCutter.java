package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.kernel.Slice;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Collects sorted batches until they hold whole partitions. It looks for the end of a partition only after each doubling,
/// so that a huge one is not searched again with every batch.
final class BlockCutter implements AutoCloseable {
    private static final int BLOCK = 4 * Batch.MAX_ROWS;

    private final PhysicalPlan.Window plan;
    private final BufferAllocator allocator;
    private final List<Batch> waiting = new ArrayList<>();
    private long rows;
    private long bytes;
    private long searchAt = BLOCK;

    BlockCutter(PhysicalPlan.Window plan, BufferAllocator allocator) {
        this.plan = plan;
        this.allocator = allocator;
    }

    /// Takes over the batch.
    void add(Batch batch) {
        waiting.add(batch);
        bytes += batch.size();
        rows = Math.addExact(rows, batch.rows());
    }

    /// What the waiting rows take.
    long bytes() {
        return bytes;
    }

    /// Answers the whole partitions that are there, or null when it is not worth while yet.
    ///
    /// @param last whether no more rows of these partitions will come
    WindowBlock cut(boolean last) {
        if (rows == 0 || !last && (rows < searchAt || plan.partitionKeys() == 0)) {
            return null;
        }
        if (last) {
            return taken(KeyChanges.of(waiting, Math.toIntExact(rows), plan.keys(), allocator), Math.toIntExact(rows));
        }
        KeyChanges changes = KeyChanges.of(waiting, Math.toIntExact(rows), plan.keys(), allocator);
        int end = changes.lastBegin(plan.partitionKeys());
        if (end == 0) {
            changes.close();
            searchAt = rows * 2;
            return null;
        }
        return taken(changes, end);
    }

    private WindowBlock taken(KeyChanges changes, int count) {
        List<Batch> head = new ArrayList<>();
        try {
            int left = count;
            while (left > 0) {
                Batch first = waiting.getFirst();
                if (first.rows() <= left) {
                    head.add(waiting.removeFirst());
                    left -= first.rows();
                } else {
                    head.add(Slice.slice(first, 0, left, allocator));
                    Batch rest = Slice.slice(first, left, first.rows() - left, allocator);
                    waiting.set(0, rest);
                    first.close();
                    left = 0;
                }
            }
            rows -= count;
            bytes = 0;
            for (Batch batch : waiting) {
                bytes += batch.size();
            }
            searchAt = BLOCK;
            return new WindowBlock(head, count, changes, allocator);
        } catch (RuntimeException | Error failure) {
            head.forEach(Batch::close);
            changes.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        waiting.forEach(Batch::close);
        waiting.clear();
    }
}
