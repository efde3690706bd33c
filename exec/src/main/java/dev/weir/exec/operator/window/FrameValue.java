package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.plan.WindowCall;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.BufferAllocator;

/// first_value, last_value and nth_value: the value of a row of the frame, gathered by row.
final class FrameValue implements WindowEvaluation {
    private final WindowCall call;
    private final BufferAllocator allocator;
    private final NativeArray positions;
    private final NonNulls nonNulls;
    private FrameRows frame;
    private Column values;
    private FlatColumn numbers;

    FrameValue(WindowCall call, BufferAllocator allocator) {
        this.call = call;
        this.allocator = allocator;
        positions = new NativeArray(allocator);
        nonNulls = call.ignoreNulls() ? new NonNulls(allocator) : null;
    }

    @Override
    public void begin(WindowBlock block) {
        frame = new FrameRows(call, block);
        values = block.column(call.arguments().getFirst());
        numbers = call.arguments().size() > 1 ? block.flat(call.arguments().get(1)) : null;
        if (nonNulls != null) {
            nonNulls.begin(values);
        }
    }

    @Override
    public Column evaluate(int from, int count) {
        positions.ensureScratch(count * 4L);
        for (int i = 0; i < count; i++) {
            int row = from + i;
            frame.move(row);
            int source = switch (call.function().kind()) {
                case FIRST_VALUE -> nth(0);
                case LAST_VALUE -> last();
                case NTH_VALUE -> numbers.isNull(row) ? -1 : nth(number(row) - 1);
                case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, LAG, LEAD, AGGREGATE ->
                        throw new IllegalStateException("no value of a frame: " + call.function());
            };
            Memory.putInt(positions.address() + i * 4L, source);
        }
        return Gather.takeOrNull(values, positions.address(), count, allocator);
    }

    private long number(int row) {
        long number = Memory.getLong(numbers.address() + row * 8L);
        if (number <= 0) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "nth_value takes a number above 0: " + number);
        }
        return number;
    }

    /// The row that is the n-th of the frame, from 0, or -1.
    private int nth(long n) {
        long left = n;
        for (int run = 0; run < frame.runs(); run++) {
            int from = frame.from(run);
            int to = frame.to(run);
            int first = nonNulls == null ? from : nonNulls.before(from);
            int size = (nonNulls == null ? to : nonNulls.before(to)) - first;
            if (left < size) {
                return nonNulls == null ? (int) (first + left) : nonNulls.row(first + left);
            }
            left -= size;
        }
        return -1;
    }

    private int last() {
        for (int run = frame.runs() - 1; run >= 0; run--) {
            if (nonNulls == null) {
                return frame.to(run) - 1;
            }
            int before = nonNulls.before(frame.to(run));
            if (before > nonNulls.before(frame.from(run))) {
                return nonNulls.row(before - 1);
            }
        }
        return -1;
    }

    @Override
    public void close() {
        positions.close();
        if (nonNulls != null) {
            nonNulls.close();
        }
    }
}
