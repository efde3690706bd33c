package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.BufferAllocator;

/// Leaves away rows whose number in their partition is above the one asked for.
final class FirstRows implements AutoCloseable {
    private final PhysicalPlan.Window plan;
    private final BufferAllocator allocator;
    private final NativeArray positions;
    private RowCursor cursor;

    FirstRows(PhysicalPlan.Window plan, BufferAllocator allocator) {
        this.plan = plan;
        this.allocator = allocator;
        positions = new NativeArray(allocator);
    }

    void begin(WindowBlock block) {
        cursor = block.cursor(plan.partitionKeys(), plan.keys().size() - plan.partitionKeys());
    }

    /// The rows that are kept of a batch, whose first is row `from` of the block; takes the batch over.
    Batch of(Batch batch, int from) {
        positions.ensureScratch(batch.rows() * 4L);
        int kept = 0;
        for (int i = 0; i < batch.rows(); i++) {
            cursor.move(from + i);
            long number = switch (plan.top().kind()) {
                case RANK -> cursor.peerStart() - cursor.partitionStart() + 1;
                case DENSE_RANK -> cursor.peersBefore() + 1;
                default -> from + i - cursor.partitionStart() + 1;
            };
            if (number <= plan.top().count()) {
                Memory.putInt(positions.address() + kept++ * 4L, i);
            }
        }
        if (kept == batch.rows()) {
            return batch;
        }
        try (batch) {
            return Gather.take(batch, positions.address(), kept, allocator);
        }
    }

    @Override
    public void close() {
        positions.close();
    }
}
