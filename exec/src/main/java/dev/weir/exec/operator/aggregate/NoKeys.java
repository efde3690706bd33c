package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.formats.memory.Memory;
import java.util.List;

/// One group for all rows, there from the start.
final class NoKeys implements GroupTable {
    @Override
    public int groups() {
        return 1;
    }

    @Override
    public void assign(List<Column> keys, int rows, long out) {
        Memory.fill(out, rows * 4L, (byte) 0);
    }

    @Override
    public void insertFrom(GroupTable other, long groups, int count, long out) {
        Memory.fill(out, count * 4L, (byte) 0);
    }

    @Override
    public long hash(int group) {
        return 0;
    }

    @Override
    public void freeze() {
        // Nothing changes anyway.
    }

    @Override
    public Column key(int key, int from, int count) {
        throw new IllegalStateException("there are no keys");
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public void reset() {
        // Its only group stays.
    }

    @Override
    public void close() {
        // No memory.
    }
}
