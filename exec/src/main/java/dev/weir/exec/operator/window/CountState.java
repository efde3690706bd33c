package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import org.apache.arrow.memory.BufferAllocator;

/// count(*), count(x) and count_if.
final class CountState extends FrameState {
    private final boolean onlyTrue;
    private final ResultColumn out;
    private long validity;
    private long flags;
    private long count;

    CountState(boolean onlyTrue, BufferAllocator allocator) {
        this.onlyTrue = onlyTrue;
        out = new ResultColumn(allocator);
    }

    @Override
    void begin(FlatColumn argument) {
        validity = argument == null ? 0 : argument.validityAddress();
        flags = onlyTrue ? argument.address() : 0;
    }

    @Override
    void reset() {
        count = 0;
    }

    @Override
    void add(int from, int to) {
        count += rows(from, to);
    }

    @Override
    boolean removable() {
        return true;
    }

    @Override
    void remove(int from, int to) {
        count -= rows(from, to);
    }

    private long rows(int from, int to) {
        if (validity == 0 && flags == 0) {
            return to - from;
        }
        long rows = 0;
        for (long i = from; i < to; i++) {
            boolean counts = (validity == 0 || Memory.bit(validity, i)) && (flags == 0 || Memory.getByte(flags + i) != 0);
            rows += counts ? 1 : 0;
        }
        return rows;
    }

    @Override
    int nodeBytes() {
        return 8;
    }

    @Override
    void store(long node) {
        Memory.putLong(node, count);
    }

    @Override
    void merge(long node) {
        count += Memory.getLong(node);
    }

    @Override
    void open(int rows) {
        out.open(rows, 8);
    }

    @Override
    void emit(int slot) {
        Memory.putLong(out.at(slot), count);
    }

    @Override
    Column result() {
        return out.finish(SqlType.BIGINT, Physical.INT64);
    }

    @Override
    void abandon() {
        out.close();
    }
}
