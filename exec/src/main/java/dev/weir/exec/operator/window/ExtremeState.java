package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.BufferAllocator;

/// min, max, any_value, bool_and and bool_or of any type: the row that has the value, gathered in the end.
final class ExtremeState extends FrameState {
    enum Choice { LEAST, GREATEST, ANY }

    private final Choice choice;
    private final BufferAllocator allocator;
    private final NativeArray positions;
    private FlatColumn values;
    private RowOrder order;
    private int best = -1;
    private int rows;

    ExtremeState(Choice choice, BufferAllocator allocator) {
        this.choice = choice;
        this.allocator = allocator;
        positions = new NativeArray(allocator);
    }

    @Override
    void begin(FlatColumn argument) {
        values = argument;
        order = new RowOrder(argument, argument);
    }

    @Override
    void reset() {
        best = -1;
    }

    @Override
    void add(int from, int to) {
        long validity = values.validityAddress();
        for (int i = from; i < to; i++) {
            if (validity == 0 || Memory.bit(validity, i)) {
                add(i);
            }
        }
    }

    private void add(int row) {
        boolean better = best < 0 || switch (choice) {
            case LEAST -> order.compare(row, best) < 0;
            case GREATEST -> order.compare(row, best) > 0;
            case ANY -> false;
        };
        best = better ? row : best;
    }

    @Override
    int nodeBytes() {
        return 4;
    }

    @Override
    void store(long node) {
        Memory.putInt(node, best);
    }

    @Override
    void merge(long node) {
        int row = Memory.getInt(node);
        if (row >= 0) {
            add(row);
        }
    }

    @Override
    void open(int count) {
        rows = count;
        positions.ensureScratch(count * 4L);
    }

    @Override
    void emit(int slot) {
        Memory.putInt(positions.address() + slot * 4L, best);
    }

    @Override
    Column result() {
        return Gather.takeOrNull(values, positions.address(), rows, allocator);
    }

    @Override
    void abandon() {
        // The positions are kept for the next batch.
    }

    @Override
    public void close() {
        positions.close();
    }
}
