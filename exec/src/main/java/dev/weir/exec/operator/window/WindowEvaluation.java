package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.plan.WindowCall;
import org.apache.arrow.memory.BufferAllocator;

/// Computes one call, block after block; within a block rows are asked for in order, each once. One thread's.
sealed interface WindowEvaluation extends AutoCloseable permits Numbering, OffsetValue, FrameValue, FrameAggregate {
    static WindowEvaluation of(WindowCall call, BufferAllocator allocator) {
        return switch (call.function().kind()) {
            case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE -> new Numbering(call, allocator);
            case LAG, LEAD -> new OffsetValue(call, allocator);
            case FIRST_VALUE, LAST_VALUE, NTH_VALUE -> new FrameValue(call, allocator);
            case AGGREGATE -> new FrameAggregate(call, allocator);
        };
    }

    void begin(WindowBlock block);

    /// The results of rows `from` to `from + rows - 1` of the block; the caller owns them.
    Column evaluate(int from, int rows);

    @Override
    void close();
}
