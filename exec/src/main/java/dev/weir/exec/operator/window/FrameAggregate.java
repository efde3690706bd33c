package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.plan.WindowCall;
import org.apache.arrow.memory.BufferAllocator;

/// An aggregate over the frame of each row.
///
/// The state of the last row's frame is kept: a frame that grows adds rows to it, one that moves on also takes rows away
/// where that is exact. Frames for which neither goes are computed anew, at first directly, then, when that has cost more
/// than building it, by a tree over the block's rows.
final class FrameAggregate implements WindowEvaluation {
    /// Frames up to here are added up row by row.
    private static final int SMALL = 64;
    /// How often the rows of the block may be read for larger frames before the tree is built.
    private static final long READINGS = 4;

    private final WindowCall call;
    private final FrameState state;
    private final SegmentTree tree;
    private FrameRows frame;
    private int rows;
    private long spent;
    /// What the state is of; only if `held`.
    private int heldFrom;
    private int heldTo;
    private boolean held;

    FrameAggregate(WindowCall call, BufferAllocator allocator) {
        this.call = call;
        state = FrameState.of(call, allocator);
        tree = new SegmentTree(allocator);
    }

    @Override
    public void begin(WindowBlock block) {
        frame = new FrameRows(call, block);
        FlatColumn argument = call.arguments().isEmpty() ? null : block.flat(call.arguments().getFirst());
        state.begin(argument);
        rows = block.rows();
        tree.begin(rows);
        spent = 0;
        held = false;
    }

    @Override
    public Column evaluate(int from, int count) {
        try {
            state.open(count);
            for (int i = 0; i < count; i++) {
                frame.move(from + i);
                if (frame.runs() == 1) {
                    slide(frame.from(0), frame.to(0));
                } else {
                    compute();
                }
                state.emit(i);
            }
            return state.result();
        } finally {
            state.abandon();
        }
    }

    private void slide(int from, int to) {
        if (!held || from >= heldTo || to <= heldFrom) {
            compute();
            return;
        }
        if (from == heldFrom && to >= heldTo) {
            state.add(heldTo, to);
        } else if (state.removable() && (long) Math.abs(from - heldFrom) + Math.abs(to - heldTo) < to - from) {
            if (from > heldFrom) {
                state.remove(heldFrom, from);
            } else {
                state.add(from, heldFrom);
            }
            if (to > heldTo) {
                state.add(heldTo, to);
            } else {
                state.remove(to, heldTo);
            }
        } else {
            compute();
            return;
        }
        heldFrom = from;
        heldTo = to;
    }

    private void compute() {
        boolean byTree = false;
        for (int run = 0; run < frame.runs(); run++) {
            int size = frame.to(run) - frame.from(run);
            if (size > SMALL) {
                spent += size;
                byTree |= spent > READINGS * rows;
            }
        }
        if (byTree) {
            tree.build(state);
        }
        state.reset();
        for (int run = 0; run < frame.runs(); run++) {
            int from = frame.from(run);
            int to = frame.to(run);
            if (byTree && to - from > SMALL) {
                tree.add(state, from, to);
            } else {
                state.add(from, to);
            }
        }
        held = frame.runs() == 1;
        if (held) {
            heldFrom = frame.from(0);
            heldTo = frame.to(0);
        }
    }

    @Override
    public void close() {
        state.close();
        tree.close();
    }
}
