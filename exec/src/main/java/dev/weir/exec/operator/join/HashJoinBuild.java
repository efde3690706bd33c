package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Concatenate;
import dev.weir.exec.kernel.Footprint;
import dev.weir.exec.kernel.KeyLayout;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.ParallelSteps;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.spill.SpilledPartitions;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Collects the build side of a hash join; when all of it is there, publishes runtime filters and picks the table by
/// what it saw: an array over dense integer keys, else a hash table.
///
/// Rows are numbered in the order of arrival and their columns concatenated, so that a row number indexes every column.
/// When memory is short, partitions of the rows go to disk ({@link JoinSpill}); all said here is about the others.
public final class HashJoinBuild implements SinkFactory, Measured {
    /// An array may have this many entries a row, or {@link #SMALL_ARRAY} in any case.
    private static final long ARRAY_ENTRIES_A_ROW = 3;
    private static final long SMALL_ARRAY = 1 << 17;
    /// A ranked bitmap may have this many possible keys a row (then it takes as much memory as a hash table), or
    /// {@link #SMALL_BITMAP} in any case.
    private static final long BITMAP_CODES_A_ROW = 128;
    private static final long SMALL_BITMAP = 1 << 22;

    private final PhysicalPlan.HashJoin join;
    private final TaskContext context;
    private final OperatorMemory memory;
    private final int level;
    private final JoinSpill spill;
    private final boolean[] needed;
    private final boolean[] payload;
    private final boolean integers;
    private final List<BuildBatch> batches = new ArrayList<>();
    private final KeyRange[] ranges;
    private BuildSide side;
    /// Bytes of the finished side, of which the account knows.
    private long counted;
    /// Bytes of the batches that threads have handed over.
    private long collected;

    public HashJoinBuild(PhysicalPlan.HashJoin join, TaskContext context) {
        this(join, context, context.memory().operator(join.buildKeys().isEmpty() ? "Join build" : "HashJoin build"), 0);
    }

    /// @param level of the partition that is joined; 0: all rows
    private HashJoinBuild(PhysicalPlan.HashJoin join, TaskContext context, OperatorMemory memory, int level) {
        this.join = join;
        this.context = context;
        this.memory = memory;
        this.level = level;
        int probeColumns = join.probe().types().size();
        List<SqlType> types = join.build().types();
        payload = new boolean[types.size()];
        for (int column : join.output()) {
            if (column >= probeColumns) {
                payload[column - probeColumns] = true;
            }
        }
        if (join.residual() != null) {
            markColumns(join.residual(), probeColumns, payload);
        }
        needed = payload.clone();
        boolean all = true;
        for (int key : join.buildKeys()) {
            needed[key] = true;
            all &= KeyRange.isInteger(types.get(key));
        }
        integers = all;
        ranges = newRanges();
        spill = new JoinSpill(join, needed, memory, level, context.allocator());
    }

    /// The same join for a partition of its rows.
    HashJoinBuild ofPartition() {
        return new HashJoinBuild(join, context, memory, level + 1);
    }

    @Override
    public BuildSink create() {
        return new BuildSink();
    }

    @Override
    public void complete() {
        BufferAllocator allocator = context.allocator();
        ParallelSteps parallel = new ParallelSteps(context.threads(), memory);
        makeRoom();
        long total = 0;
        for (BuildBatch batch : batches) {
            total += batch.rows();
        }
        if (total > Integer.MAX_VALUE - 1024) {
            throw new QueryException(ErrorCode.MEMORY_EXCEEDED, "Build side of a join has too many rows: " + total);
        }
        int rows = (int) total;
        List<List<Column>> keys = new ArrayList<>(batches.size());
        for (BuildBatch batch : batches) {
            keys.add(batch.keys(join.buildKeys()));
        }
        publishFilters(keys, rows);
        JoinTable table = null;
        NativeArray matched = null;
        NativeArray nullKeys = null;
        Column[] columns = new Column[payload.length];
        List<Column> keyHeaps = new ArrayList<>();
        try {
            if (rows > 0) {
                table = table(keys, rows, allocator, parallel);
            }
            int nullRows = 0;
            if (join.nullAware() && rows > 0) {
                nullKeys = new NativeArray(allocator, 64);
                nullRows = nullRows(keys, nullKeys);
            }
            if (table instanceof RowTable rowTable && rowTable.layout().hasViews()) {
                for (List<Column> batch : keys) {
                    for (Column key : batch) {
                        keyHeaps.add(key.retain());
                    }
                }
            }
            if (needsMatched(join.kind()) && rows > 0) {
                matched = new NativeArray(allocator, rows);
            }
            for (int c = 0; c < columns.length; c++) {
                columns[c] = payload[c] && rows > 0 ? concatenate(c, allocator) : null;
                for (BuildBatch batch : batches) {
                    batch.drop(c);
                }
                memory.checkStopped();
            }
            batches.clear();
            side = new BuildSide(rows, columns, table, keyHeaps, matched, nullKeys, nullRows);
            countSide(rows);
        } catch (RuntimeException | Error failure) {
            new BuildSide(rows, columns, table, keyHeaps, matched, nullKeys, 0).close();
            throw failure;
        }
    }

    @Override
    public void close() {
        for (BuildBatch batch : batches) {
            batch.close();
        }
        batches.clear();
        freeTable();
        spill.close();
        if (level == 0) {
            memory.close();
        }
    }

    /// Frees the rows that are in memory.
    void freeTable() {
        if (side != null) {
            side.close();
            side = null;
        }
        memory.add(-counted);
        counted = 0;
    }

    @Override
    public void measure(Figures figures) {
        figures.memory(memory.peak());
        figures.add("spilled bytes", memory.spilled());
        figures.add("spilled partitions", Long.bitCount(spill.mask()));
    }

    /// What is on disk.
    JoinSpill spill() {
        return spill;
    }

    PhysicalPlan.HashJoin join() {
        return join;
    }

    TaskContext context() {
        return context;
    }

    /// The finished build side; still owned by this factory.
    BuildSide side() {
        if (side == null) {
            throw new IllegalStateException("the build side is not complete");
        }
        return side;
    }

    /// Lets partitions go until the table of the others will fit.
    private void makeRoom() {
        if (!spill.isPossible()) {
            return;
        }
        try (SpilledPartitions.Writer writer = spill.build().writer()) {
            while (true) {
                long mask = spill.mask();
                if (mask != 0) {
                    evict(batches, mask, writer);
                }
                if (batches.isEmpty() || memory.hasRoom(bytesToBuild())) {
                    break;
                }
                spill.grow(mask);
            }
            writer.flush();
        }
    }

    private void evict(List<BuildBatch> from, long mask, SpilledPartitions.Writer writer) {
        for (int i = 0; i < from.size(); i++) {
            memory.checkStopped();
            BuildBatch batch = from.get(i);
            BuildBatch rest = spill.evict(batch, mask, writer);
            if (rest != batch) {
                from.set(i, rest);
                batch.close();
            }
        }
        from.removeIf(batch -> batch.rows() == 0);
    }

    /// An upper estimate of what is needed on top of the collected batches.
    private long bytesToBuild() {
        long rows = 0;
        for (BuildBatch batch : batches) {
            rows += batch.rows();
        }
        long flat = 0;
        long widest = 0;
        for (int c = 0; c < payload.length; c++) {
            if (payload[c]) {
                long bytes = rows * join.build().types().get(c).physical().width();
                widest = Math.max(widest, bytes);
                flat += batches.getFirst().columns()[c] instanceof FlatColumn ? 0 : bytes;
            }
        }
        return flat + widest + tableBytes(rows);
    }

    private long tableBytes(long rows) {
        PackedKeys packed = packed();
        long slots = 1L << 64 - Long.numberOfLeadingZeros(rows * 2);
        if (packed == null) {
            List<SqlType> types = new ArrayList<>();
            for (int key : join.buildKeys()) {
                types.add(join.build().types().get(key));
            }
            return slots * 8 + rows * (new KeyLayout(types).width() + 12);
        }
        long codes = packed.codes();
        if (codes <= Math.max(SMALL_ARRAY, ARRAY_ENTRIES_A_ROW * rows)) {
            return codes * 4 + rows * 12;
        }
        return codes <= Math.max(SMALL_BITMAP, BITMAP_CODES_A_ROW * rows) ? RankedTable.bytes(codes) + rows * 16 : slots * 16 + rows * 12;
    }

    private void countSide(int rows) {
        long bytes = rows == 0 ? 0 : tableBytes(rows);
        Footprint footprint = new Footprint();
        for (Column column : side.columns()) {
            bytes += column == null ? 0 : footprint.add(column);
        }
        memory.add(bytes - collected);
        counted = bytes;
        collected = 0;
    }

    private static boolean needsMatched(JoinKind kind) {
        return switch (kind) {
            case BUILD_OUTER, FULL, BUILD_SEMI, BUILD_ANTI -> true;
            case INNER, PROBE_OUTER, PROBE_SEMI, PROBE_ANTI, MARK -> false;
        };
    }

    private static void markColumns(Expression expression, int probeColumns, boolean[] build) {
        if (expression instanceof Expression.Column column && column.index() >= probeColumns) {
            build[column.index() - probeColumns] = true;
        }
        for (Expression child : expression.children()) {
            markColumns(child, probeColumns, build);
        }
    }

    private JoinTable table(List<List<Column>> keys, int rows, BufferAllocator allocator, ParallelSteps parallel) {
        if (join.buildKeys().isEmpty()) {
            return new EveryRow(rows, allocator);
        }
        PackedKeys packed = packed();
        if (packed == null) {
            List<SqlType> types = new ArrayList<>();
            for (int key : join.buildKeys()) {
                types.add(join.build().types().get(key));
            }
            return RowTable.build(keys, new KeyLayout(types), join.nullsEqual(), rows, allocator, parallel);
        }
        try (NativeArray codes = new NativeArray(allocator)) {
            codes.ensureScratch(rows * 8L);
            long at = codes.address();
            for (List<Column> batch : keys) {
                memory.checkStopped();
                int count = batch.getFirst().length();
                packed.encode(batch, count, -1, at);
                at += count * 8L;
            }
            if (packed.codes() <= Math.max(SMALL_ARRAY, ARRAY_ENTRIES_A_ROW * rows)) {
                return DenseTable.build(packed, codes.address(), rows, allocator, parallel);
            }
            return packed.codes() <= Math.max(SMALL_BITMAP, BITMAP_CODES_A_ROW * rows)
                    ? RankedTable.build(packed, codes.address(), rows, allocator, parallel)
                    : PackedTable.build(packed, codes.address(), rows, allocator, parallel);
        }
    }

    private PackedKeys packed() {
        // IN over several columns compares NULLs key by key, which packed keys cannot.
        boolean rowWise = join.nullAware() && join.buildKeys().size() > 1;
        return integers && !rowWise ? PackedKeys.of(ranges, join.nullsEqual()) : null;
    }

    private Column concatenate(int column, BufferAllocator allocator) {
        List<Column> parts = new ArrayList<>(batches.size());
        for (BuildBatch batch : batches) {
            parts.add(batch.columns()[column]);
        }
        return Concatenate.concat(parts, allocator);
    }

    private static int nullRows(List<List<Column>> keys, NativeArray rows) {
        int count = 0;
        int from = 0;
        for (List<Column> batch : keys) {
            int length = batch.getFirst().length();
            boolean possible = false;
            for (Column key : batch) {
                possible |= key.mayHaveNulls();
            }
            for (int i = 0; possible && i < length; i++) {
                boolean isNull = false;
                for (Column key : batch) {
                    isNull |= key.isNull(i);
                }
                if (isNull) {
                    rows.ensure((count + 1) * 4L);
                    Memory.putInt(rows.address() + count * 4L, from + i);
                    count++;
                }
            }
            from += length;
        }
        return count;
    }

    private void publishFilters(List<List<Column>> keys, int rows) {
        if (level > 0) {
            return;
        }
        int all = (int) Math.min(Integer.MAX_VALUE, rows + spill.buildRows());
        for (RuntimeFilter filter : join.filters()) {
            int key = filter.column();
            KeyFilters.Keys each = taker -> {
                for (List<Column> batch : keys) {
                    memory.checkStopped();
                    taker.accept(batch.get(key));
                }
                spill.eachBuildKey(key, taker);
            };
            int parts = context.filters().parts(filter.id());
            KeyFilter made = KeyFilters.of(join.build().types().get(join.buildKeys().get(key)), each, ranges[key], all, parts);
            context.filters().publish(filter.id(), made);
        }
    }

    private KeyRange[] newRanges() {
        KeyRange[] made = new KeyRange[join.buildKeys().size()];
        for (int k = 0; k < made.length; k++) {
            made[k] = KeyRange.isInteger(join.build().types().get(join.buildKeys().get(k))) ? new KeyRange() : null;
        }
        return made;
    }

    private synchronized void take(List<BuildBatch> finished, long bytes, KeyRange[] seen) {
        batches.addAll(finished);
        collected += bytes;
        for (int k = 0; k < ranges.length; k++) {
            if (ranges[k] != null) {
                ranges[k].merge(seen[k]);
            }
        }
    }

    /// Collects one thread's rows.
    final class BuildSink implements Sink {
        private final List<BuildBatch> mine = new ArrayList<>();
        private final KeyRange[] seen = newRanges();
        private final Footprint footprint = new Footprint();
        private SpilledPartitions.Writer writer;
        /// The partitions of which nothing is left here.
        private long applied;
        private long bytes;
        private long rows;
        private boolean collecting;

        private BuildSink() {
            collect(true);
        }

        @Override
        public Progress advance() {
            return Progress.NEED_INPUT;
        }

        @Override
        public void addInput(Batch input) {
            if (input.rows() == 0) {
                input.close();
                return;
            }
            accept(BuildBatch.keep(input, needed));
        }

        /// Takes over the batch.
        void accept(BuildBatch batch) {
            mine.add(batch);
            for (int k = 0; k < seen.length; k++) {
                if (seen[k] != null) {
                    seen[k].add(batch.columns()[join.buildKeys().get(k)]);
                }
            }
            int before = mine.size() - 1;
            if (applied != 0) {
                evict(mine.subList(before, before + 1), applied, writer());
            }
            if (mine.size() > before) {
                count(mine.getLast());
            }
            if (!spill.isPossible()) {
                return;
            }
            if (memory.mustSpill(bytes, memory.held() / 2 + rows * 16)) {
                spill.grow(applied);
            }
            if (spill.mask() != applied) {
                apply(spill.mask());
            }
        }

        private void count(BuildBatch batch) {
            long more = 0;
            for (Column column : batch.columns()) {
                more += column == null ? 0 : footprint.add(column);
            }
            rows += batch.rows();
            bytes += more;
            memory.add(more);
        }

        private void apply(long mask) {
            evict(mine, mask, writer());
            applied = mask;
            memory.add(-bytes);
            bytes = 0;
            rows = 0;
            footprint.clear();
            mine.forEach(this::count);
        }

        private SpilledPartitions.Writer writer() {
            if (writer == null) {
                writer = spill.build().writer();
            }
            return writer;
        }

        private void collect(boolean begins) {
            if (collecting != begins) {
                collecting = begins;
                memory.collecting(begins ? 1 : -1);
            }
        }

        @Override
        public void finish() {
            collect(false);
            if (writer != null) {
                writer.flush();
            }
            take(mine, bytes, seen);
            mine.clear();
            bytes = 0;
        }

        @Override
        public void close() {
            collect(false);
            for (BuildBatch batch : mine) {
                batch.close();
            }
            mine.clear();
            memory.add(-bytes);
            bytes = 0;
            if (writer != null) {
                writer.close();
                writer = null;
            }
        }
    }
}
