package dev.weir.exec.operator.window;

import dev.weir.exec.kernel.NativeArray;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Aggregates of runs of rows, each of 16 of the level below, so that any run of rows is put together from few of them
/// (Leis, Kundhikanjana, Kemper, Neumann: Efficient Processing of Window Functions in Analytical SQL Queries, 2015).
final class SegmentTree implements AutoCloseable {
    private static final int FANOUT = 16;

    private final BufferAllocator allocator;
    /// From the level above the rows upwards.
    private final List<NativeArray> levels = new ArrayList<>();
    private int rows;
    private boolean built;

    SegmentTree(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    void begin(int count) {
        rows = count;
        built = false;
    }

    /// Builds the tree unless it is; the state is used for that.
    void build(FrameState state) {
        if (built) {
            return;
        }
        int level = 0;
        for (int below = rows; below > FANOUT; level++) {
            int nodes = (int) (((long) below + FANOUT - 1) / FANOUT);
            if (level == levels.size()) {
                levels.add(new NativeArray(allocator));
            }
            NativeArray array = levels.get(level);
            array.ensureScratch((long) nodes * state.nodeBytes());
            for (int n = 0; n < nodes; n++) {
                state.reset();
                merge(state, level, n * FANOUT, (int) Math.min(below, (n + 1L) * FANOUT));
                state.store(array.address() + (long) n * state.nodeBytes());
            }
            below = nodes;
        }
        built = true;
    }

    /// Adds the rows `from` to `to - 1` to the state.
    void add(FrameState state, int from, int to) {
        int low = from;
        int high = to;
        int level = 0;
        while (high - low > 2 * FANOUT) {
            int lowUp = (low + FANOUT - 1) / FANOUT;
            int highDown = high / FANOUT;
            merge(state, level, low, lowUp * FANOUT);
            merge(state, level, highDown * FANOUT, high);
            low = lowUp;
            high = highDown;
            level++;
        }
        merge(state, level, low, high);
    }

    /// Adds entries of a level, of which level 0 are the rows.
    private void merge(FrameState state, int level, int from, int to) {
        if (level == 0) {
            state.add(from, to);
            return;
        }
        long address = levels.get(level - 1).address();
        for (int n = from; n < to; n++) {
            state.merge(address + (long) n * state.nodeBytes());
        }
    }

    @Override
    public void close() {
        levels.forEach(NativeArray::close);
        levels.clear();
    }
}
