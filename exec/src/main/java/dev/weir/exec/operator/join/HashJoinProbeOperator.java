package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.spill.SpilledPartitions;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Joins one batch at a time: looks up all its keys, then walks the chains into at most {@link Batch#MAX_ROWS} pairs a
/// step, so that a row with many partners resumes where it stopped.
final class HashJoinProbeOperator implements Operator {
    private static final int NOT_STARTED = -2;
    /// Steps without a row after which an empty batch goes out, so that cancellation is seen.
    private static final int MOST_FRUITLESS_STEPS = 64;

    private final PhysicalPlan.HashJoin join;
    private final JoinKind kind;
    private final BuildSide side;
    private final JoinSpill spill;
    private final SpilledPartitions.Writer writer;
    private final JoinOutput output;
    private final Residual residual;
    private final JoinTable.Lookup lookup;
    private final ThreeValued threeValued;
    /// Whether nothing can come out but of partitions on disk, whatever the probe side has.
    private final boolean pointless;

    private final NativeArray heads;
    private final NativeArray probeRows;
    private final NativeArray buildRows;
    /// One byte a row of the batch: whether it matched (then 1), or is unknown (2).
    private final NativeArray flags;

    private Batch batch;
    private Batch ready;
    private boolean noMoreInput;
    private int cursor;
    private int chain;
    private int pairs;
    private boolean inOrder;

    /// @param spill null when no partition is on disk
    HashJoinProbeOperator(PhysicalPlan.HashJoin join, BuildSide side, JoinSpill spill, TaskContext context) {
        BufferAllocator allocator = context.allocator();
        this.join = join;
        this.kind = join.kind();
        this.side = side;
        this.output = new JoinOutput(join.output(), join.probe().types(), join.build().types(), allocator);
        this.spill = spill;
        this.writer = spill == null ? null : spill.probe().writer();
        this.pointless = pointless(join, side);
        this.heads = new NativeArray(allocator);
        this.probeRows = new NativeArray(allocator);
        this.buildRows = new NativeArray(allocator);
        this.flags = new NativeArray(allocator);
        boolean empty = side.rows() == 0;
        this.residual = join.residual() == null || empty ? null : new Residual(join.residual(), join.probe().types().size(), context);
        this.lookup = empty ? null : side.table().lookup(allocator);
        this.threeValued = join.nullAware() && !empty ? new ThreeValued(side, residual, allocator) : null;
    }

    private static boolean pointless(PhysicalPlan.HashJoin join, BuildSide side) {
        return switch (join.kind()) {
            case INNER, BUILD_OUTER, PROBE_SEMI, BUILD_SEMI, BUILD_ANTI -> side.rows() == 0;
            // x NOT IN (..., NULL) is never TRUE; rows that a residual hides do not count.
            case PROBE_ANTI -> join.nullAware() && side.nullRows() > 0 && join.residual() == null && join.buildKeys().size() == 1;
            case PROBE_OUTER, FULL, MARK -> false;
        };
    }

    @Override
    public void addInput(Batch input) {
        Batch rest = input.rows() == 0 || spill == null ? input : spill.evict(input, writer);
        if (rest == null) {
            return;
        }
        if (rest.rows() == 0 || pointless) {
            rest.close();
            return;
        }
        batch = rest;
        cursor = 0;
        chain = NOT_STARTED;
        int rows = batch.rows();
        heads.ensureScratch(rows * 4L);
        int room = Math.max(Batch.MAX_ROWS, rows);
        probeRows.ensureScratch(room * 4L);
        buildRows.ensureScratch(room * 4L);
        if (lookup == null) {
            Memory.fill(heads.address(), rows * 4L, (byte) -1);
        } else {
            List<Column> keys = new ArrayList<>(join.probeKeys().size());
            for (int key : join.probeKeys()) {
                keys.add(batch.column(key));
            }
            lookup.heads(keys, rows, heads.address());
        }
        if (residual != null || kind == JoinKind.MARK || join.nullAware()) {
            flags.ensureScratch(rows);
            Memory.fill(flags.address(), rows, (byte) 0);
        }
    }

    @Override
    public void noMoreInput() {
        noMoreInput = true;
        if (writer != null) {
            writer.flush();
        }
    }

    @Override
    public Progress advance() {
        if (ready != null) {
            return Progress.HAVE_OUTPUT;
        }
        if (pointless && spill == null) {
            return Progress.FINISHED;
        }
        for (int step = 0; batch != null; step++) {
            ready = step();
            if (ready == null && batch != null && step > MOST_FRUITLESS_STEPS) {
                ready = output.pairs(batch, null, probeRows.address(), 0, 0);
            }
            if (ready != null) {
                return Progress.HAVE_OUTPUT;
            }
        }
        return noMoreInput ? Progress.FINISHED : Progress.NEED_INPUT;
    }

    @Override
    public Batch takeOutput() {
        Batch taken = ready;
        ready = null;
        return taken;
    }

    @Override
    public void close() {
        if (batch != null) {
            batch.close();
            batch = null;
        }
        if (ready != null) {
            ready.close();
            ready = null;
        }
        if (residual != null) {
            residual.close();
        }
        if (lookup != null) {
            lookup.close();
        }
        if (threeValued != null) {
            threeValued.close();
        }
        if (writer != null) {
            writer.close();
        }
        heads.close();
        probeRows.close();
        buildRows.close();
        flags.close();
    }

    /// Does a bounded part of the batch; frees it when it is done. Null when no row came out.
    private Batch step() {
        return switch (kind) {
            case INNER, PROBE_OUTER, BUILD_OUTER, FULL -> pairStep();
            case PROBE_SEMI, PROBE_ANTI, MARK -> residual == null ? decide() : flagStep();
            case BUILD_SEMI, BUILD_ANTI -> residual == null ? markChains() : flagStep();
        };
    }

    private Batch pairStep() {
        boolean keepsProbe = kind == JoinKind.PROBE_OUTER || kind == JoinKind.FULL;
        if (cursor >= batch.rows()) {
            // Only with a residual: rows whose partners all failed it.
            return emitUnmatched();
        }
        fillPairs(keepsProbe && residual == null);
        long probe = probeRows.address();
        long build = buildRows.address();
        if (residual != null) {
            int candidates = pairs;
            pairs = residual.keep(batch, side.columns(), probe, build, candidates, inOrder);
            inOrder &= pairs == candidates;
            if (keepsProbe) {
                flagPairs();
            }
        }
        if (side.matched() != null) {
            markPairs();
        }
        Batch made = null;
        if (pairs > 0) {
            Column[] columns = side.rows() == 0 ? null : side.columns();
            made = output.pairs(batch, columns, inOrder && pairs == batch.rows() ? JoinOutput.ALL : probe, build, pairs);
        }
        if (cursor >= batch.rows() && !(keepsProbe && residual != null)) {
            endBatch();
        }
        return made;
    }

    private Batch emitUnmatched() {
        int rows = batch.rows();
        long probe = probeRows.address();
        long flag = flags.address();
        int count = 0;
        for (long i = 0; i < rows; i++) {
            Memory.putInt(probe + count * 4L, (int) i);
            count += 1 - Memory.getByte(flag + i);
        }
        Batch made = count == 0 ? null : output.pairs(batch, null, count == rows ? JoinOutput.ALL : probe, 0, count);
        endBatch();
        return made;
    }

    /// Semi, anti and mark joins that need no look at the rows beyond their keys.
    private Batch decide() {
        int rows = batch.rows();
        long head = heads.address();
        if (kind == JoinKind.MARK || threeValued != null) {
            long flag = flags.address();
            for (long i = 0; i < rows; i++) {
                Memory.putByte(flag + i, (byte) (Memory.getInt(head + i * 4) >= 0 ? 1 : 0));
            }
            return emitFlagged();
        }
        int want = kind == JoinKind.PROBE_SEMI ? 0 : -1;
        long probe = probeRows.address();
        int count = 0;
        for (long i = 0; i < rows; i++) {
            Memory.putInt(probe + count * 4L, (int) i);
            count += (Memory.getInt(head + i * 4) >> 31) == want ? 1 : 0;
        }
        return emitProbe(count);
    }

    private Batch emitProbe(int count) {
        Batch made = count == 0 ? null : output.probeRows(batch, count == batch.rows() ? JoinOutput.ALL : probeRows.address(), count, kind, 0);
        endBatch();
        return made;
    }

    /// Sets flags by evaluating the residual on pairs; what comes out is known when the batch is through.
    private Batch flagStep() {
        fillPairs(false);
        pairs = residual.keep(batch, side.columns(), probeRows.address(), buildRows.address(), pairs, inOrder);
        if (side.matched() != null) {
            markPairs();
        } else {
            flagPairs();
        }
        if (cursor < batch.rows()) {
            return null;
        }
        if (side.matched() != null) {
            endBatch();
            return null;
        }
        return emitFlagged();
    }

    private Batch emitFlagged() {
        int rows = batch.rows();
        long flag = flags.address();
        if (threeValued != null) {
            threeValued.findUnknown(batch, join.probeKeys(), lookup, flag, probeRows, buildRows);
        }
        if (kind == JoinKind.MARK) {
            Batch made = output.probeRows(batch, JoinOutput.ALL, rows, kind, flag);
            endBatch();
            return made;
        }
        int want = kind == JoinKind.PROBE_SEMI ? 1 : 0;
        long probe = probeRows.address();
        int count = 0;
        for (long i = 0; i < rows; i++) {
            Memory.putInt(probe + count * 4L, (int) i);
            count += Memory.getByte(flag + i) == want ? 1 : 0;
        }
        return emitProbe(count);
    }

    /// Marks all build rows that have a partner; where the first of a chain is marked all are.
    private Batch markChains() {
        long head = heads.address();
        long next = side.table().next();
        long matched = side.matched().address();
        int rows = batch.rows();
        for (long i = 0; i < rows; i++) {
            int row = Memory.getInt(head + i * 4);
            if (row < 0 || Memory.getByte(matched + row) != 0) {
                continue;
            }
            if (next == 0) {
                Memory.putByte(matched + row, (byte) 1);
                continue;
            }
            // From the tail end another thread could see a marked head before the rest: marks only ever become 1, and
            // they are read after all threads have finished.
            for (; row >= 0; row = Memory.getInt(next + row * 4L)) {
                Memory.putByte(matched + row, (byte) 1);
            }
        }
        endBatch();
        return null;
    }

    private void flagPairs() {
        long flag = flags.address();
        long probe = probeRows.address();
        for (long i = 0; i < pairs; i++) {
            Memory.putByte(flag + Memory.getInt(probe + i * 4), (byte) 1);
        }
    }

    private void markPairs() {
        long matched = side.matched().address();
        long build = buildRows.address();
        for (long i = 0; i < pairs; i++) {
            int row = Memory.getInt(build + i * 4);
            if (row >= 0 && Memory.getByte(matched + row) == 0) {
                Memory.putByte(matched + row, (byte) 1);
            }
        }
    }

    /// Collects pairs from where the last call stopped; with `keepAll` rows without a partner come with build row -1.
    private void fillPairs(boolean keepAll) {
        int rows = batch.rows();
        long head = heads.address();
        long probe = probeRows.address();
        long build = buildRows.address();
        long next = side.rows() == 0 ? 0 : side.table().next();
        inOrder = false;
        if (next == 0) {
            // At most one pair a row, and room for all rows.
            long count = 0;
            int always = keepAll ? 1 : 0;
            for (long i = 0; i < rows; i++) {
                int row = Memory.getInt(head + i * 4);
                Memory.putInt(probe + count * 4, (int) i);
                Memory.putInt(build + count * 4, row);
                count += (row >>> 31 ^ 1) | always;
            }
            pairs = (int) count;
            inOrder = pairs == rows;
            cursor = rows;
            return;
        }
        boolean decided = !kind.emitsPairs() && side.matched() == null;
        long flag = flags.address();
        int count = 0;
        int row = chain;
        int i = cursor;
        while (i < rows) {
            if (row == NOT_STARTED) {
                row = Memory.getInt(head + i * 4L);
                if (row < 0) {
                    if (keepAll) {
                        Memory.putInt(probe + count * 4L, i);
                        Memory.putInt(build + count * 4L, -1);
                        count++;
                    }
                    row = -1;
                }
            } else if (decided && Memory.getByte(flag + i) != 0) {
                row = -1;
            }
            while (row >= 0 && count < Batch.MAX_ROWS) {
                Memory.putInt(probe + count * 4L, i);
                Memory.putInt(build + count * 4L, row);
                count++;
                row = Memory.getInt(next + row * 4L);
            }
            if (row >= 0) {
                break;
            }
            row = NOT_STARTED;
            i++;
            if (count >= Batch.MAX_ROWS) {
                break;
            }
        }
        chain = row;
        cursor = i;
        pairs = count;
    }

    private void endBatch() {
        batch.close();
        batch = null;
    }
}
