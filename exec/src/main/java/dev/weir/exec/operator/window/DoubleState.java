package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import org.apache.arrow.memory.BufferAllocator;

/// Sums and means of real and double. Rows are never taken away: what is left would be less exact than what it is of.
final class DoubleState extends FrameState {
    private final SqlType result;
    private final boolean average;
    private final ResultColumn out;
    private FlatColumn values;
    private double sum;
    private long count;

    DoubleState(SqlType result, boolean average, BufferAllocator allocator) {
        this.result = result;
        this.average = average;
        out = new ResultColumn(allocator);
    }

    @Override
    void begin(FlatColumn argument) {
        values = argument;
    }

    @Override
    void reset() {
        sum = 0;
        count = 0;
    }

    @Override
    void add(int from, int to) {
        long validity = values.validityAddress();
        long data = values.address();
        boolean single = values.physical() == Physical.FLOAT32;
        for (long i = from; i < to; i++) {
            if (validity == 0 || Memory.bit(validity, i)) {
                count++;
                sum += single ? Memory.getFloat(data + i * 4) : Memory.getDouble(data + i * 8);
            }
        }
    }

    @Override
    int nodeBytes() {
        return 16;
    }

    @Override
    void store(long node) {
        Memory.putDouble(node, sum);
        Memory.putLong(node + 8, count);
    }

    @Override
    void merge(long node) {
        sum += Memory.getDouble(node);
        count += Memory.getLong(node + 8);
    }

    @Override
    void open(int rows) {
        out.open(rows, result.physical().width());
    }

    @Override
    void emit(int slot) {
        if (count == 0) {
            out.putNull(slot);
            return;
        }
        double value = average ? sum / count : sum;
        if (result.physical() == Physical.FLOAT32) {
            Memory.putFloat(out.at(slot), (float) value);
        } else {
            Memory.putDouble(out.at(slot), value);
        }
    }

    @Override
    Column result() {
        return out.finish(result, result.physical());
    }

    @Override
    void abandon() {
        out.close();
    }
}
