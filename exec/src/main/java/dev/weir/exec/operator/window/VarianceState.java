package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.function.AggregateFunction.Accumulator;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import org.apache.arrow.memory.BufferAllocator;

/// Variances and standard deviations: count, mean and sum of squared distances (Welford 1962), merged by the formula of
/// Chan, Golub and LeVeque (1979).
final class VarianceState extends FrameState {
    private final boolean sample;
    private final boolean root;
    private final ResultColumn out;
    private FlatColumn values;
    private long count;
    private double mean;
    private double squares;

    VarianceState(Accumulator kind, BufferAllocator allocator) {
        sample = kind == Accumulator.VARIANCE_SAMPLE || kind == Accumulator.STDDEV_SAMPLE;
        root = kind == Accumulator.STDDEV_SAMPLE || kind == Accumulator.STDDEV_POPULATION;
        out = new ResultColumn(allocator);
    }

    @Override
    void begin(FlatColumn argument) {
        values = argument;
    }

    @Override
    void reset() {
        count = 0;
        mean = 0;
        squares = 0;
    }

    @Override
    void add(int from, int to) {
        long validity = values.validityAddress();
        long data = values.address();
        for (long i = from; i < to; i++) {
            if (validity == 0 || Memory.bit(validity, i)) {
                double value = Memory.getDouble(data + i * 8);
                double distance = value - mean;
                mean += distance / ++count;
                squares += distance * (value - mean);
            }
        }
    }

    @Override
    int nodeBytes() {
        return 24;
    }

    @Override
    void store(long node) {
        Memory.putLong(node, count);
        Memory.putDouble(node + 8, mean);
        Memory.putDouble(node + 16, squares);
    }

    @Override
    void merge(long node) {
        long more = Memory.getLong(node);
        if (more == 0) {
            return;
        }
        long total = count + more;
        double distance = Memory.getDouble(node + 8) - mean;
        squares += Memory.getDouble(node + 16) + distance * distance * count * more / total;
        mean += distance * more / total;
        count = total;
    }

    @Override
    void open(int rows) {
        out.open(rows, 8);
    }

    @Override
    void emit(int slot) {
        long divisor = sample ? count - 1 : count;
        if (divisor <= 0) {
            out.putNull(slot);
            return;
        }
        double variance = squares / divisor;
        Memory.putDouble(out.at(slot), root ? Math.sqrt(variance) : variance);
    }

    @Override
    Column result() {
        return out.finish(SqlType.DOUBLE, Physical.FLOAT64);
    }

    @Override
    void abandon() {
        out.close();
    }
}
