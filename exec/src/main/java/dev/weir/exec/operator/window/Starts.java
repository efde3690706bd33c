package dev.weir.exec.operator.window;

import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;

/// Where groups of rows begin.
///
/// @param rows  int32 row numbers, one a group and one more for the end of the last
/// @param count how many groups
record Starts(NativeArray rows, int count) implements AutoCloseable {
    int at(int group) {
        return Memory.getInt(rows.address() + group * 4L);
    }

    @Override
    public void close() {
        rows.close();
    }
}
