package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.kernel.Concatenate;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.plan.WindowCall;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// lag and lead: the value some rows away in the partition. Answers are gathered by row; defaults are taken as if they stood
/// behind the last row.
final class OffsetValue implements WindowEvaluation {
    private final WindowCall call;
    private final BufferAllocator allocator;
    private final boolean forward;
    private final NativeArray positions;
    private final NonNulls nonNulls;
    private RowCursor cursor;
    private Column values;
    private FlatColumn offsets;
    private int rows;
    private boolean defaults;

    OffsetValue(WindowCall call, BufferAllocator allocator) {
        this.call = call;
        this.allocator = allocator;
        forward = call.function().kind() == WindowFunction.Kind.LEAD;
        positions = new NativeArray(allocator);
        nonNulls = call.ignoreNulls() ? new NonNulls(allocator) : null;
    }

    @Override
    public void begin(WindowBlock block) {
        free();
        cursor = block.cursor(call.partitionKeys(), call.orderKeys());
        rows = block.rows();
        List<Integer> arguments = call.arguments();
        Column value = block.column(arguments.getFirst());
        offsets = arguments.size() > 1 ? block.flat(arguments.get(1)) : null;
        defaults = arguments.size() > 2;
        values = defaults ? Concatenate.concat(List.of(value, block.column(arguments.get(2))), allocator) : value.retain();
        if (nonNulls != null) {
            nonNulls.begin(value);
        }
    }

    @Override
    public Column evaluate(int from, int count) {
        positions.ensureScratch(count * 4L);
        for (int i = 0; i < count; i++) {
            int row = from + i;
            cursor.move(row);
            int source;
            if (offsets != null && offsets.isNull(row)) {
                source = -1;
            } else {
                long offset = offsets == null ? 1 : Memory.getLong(offsets.address() + row * 8L);
                source = source(row, offset);
                if (source < 0 && defaults) {
                    source = Math.addExact(rows, row);
                }
            }
            Memory.putInt(positions.address() + i * 4L, source);
        }
        return Gather.takeOrNull(values, positions.address(), count, allocator);
    }

    /// The row that is meant, or -1 when it is not in the partition.
    private int source(int row, long offset) {
        // No partition is longer than an int can say, so a longer way leads out of it.
        long way = Math.clamp(offset, -Integer.MAX_VALUE, Integer.MAX_VALUE);
        way = forward ? way : -way;
        long target;
        if (nonNulls == null || way == 0) {
            target = row + way;
        } else {
            long n = way > 0 ? nonNulls.before(row + 1) + way - 1 : nonNulls.before(row) + way;
            if (n < 0 || n >= nonNulls.before(rows)) {
                return -1;
            }
            target = nonNulls.row(n);
        }
        return target < cursor.partitionStart() || target >= cursor.partitionEnd() ? -1 : (int) target;
    }

    private void free() {
        if (values != null) {
            values.close();
            values = null;
        }
    }

    @Override
    public void close() {
        free();
        positions.close();
        if (nonNulls != null) {
            nonNulls.close();
        }
    }
}
