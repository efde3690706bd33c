package dev.weir.exec.operator.shared;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Footprint;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.operator.spill.SpilledRows;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps the batches of a shared subplan until its last reader has ended. Readers get references, not copies; what went to
/// disk because memory was short each of them reads from there.
public final class SharedResult implements SinkFactory, Measured {
    private static final long BLOCK_BYTES = 1 << 20;

    private final List<SqlType> types;
    private final TaskContext context;
    private final OperatorMemory memory;
    private final List<Batch> batches = new ArrayList<>();
    private SpilledRows onDisk;
    private boolean closed;

    public SharedResult(List<SqlType> types, TaskContext context) {
        this.types = types;
        this.context = context;
        this.memory = context.memory().operator("Shared result");
    }

    @Override
    public Sink create() {
        return new SharedSink();
    }

    private synchronized void add(List<Batch> more) {
        batches.addAll(more);
    }

    @Override
    public void complete() {}

    private synchronized Batch get(int index) {
        return closed || index >= batches.size() ? null : batches.get(index).retain();
    }

    private synchronized SpilledRows onDisk() {
        return onDisk;
    }

    private synchronized SpilledRows toDisk() {
        if (onDisk == null) {
            onDisk = new SpilledRows(memory, types, BLOCK_BYTES, context.allocator());
        }
        return onDisk;
    }

    private synchronized int kept() {
        return batches.size();
    }

    private synchronized int size() {
        return batches.size() + (onDisk == null ? 0 : onDisk.blocks());
    }

    @Override
    public void measure(Figures figures) {
        figures.memory(memory.peak());
        figures.add("spilled bytes", memory.spilled());
    }

    @Override
    public synchronized void close() {
        closed = true;
        batches.forEach(Batch::close);
        batches.clear();
        if (onDisk != null) {
            onDisk.close();
            onDisk = null;
        }
        memory.close();
    }

    /// A source for one reference; several may read at the same time.
    public SourceFactory results() {
        return new Reader();
    }

    private final class SharedSink implements Sink {
        private final List<Batch> mine = new ArrayList<>();
        private final Footprint footprint = new Footprint();
        private SpilledRows.Writer writer;
        private boolean collecting;
        private long bytes;

        SharedSink() {
            collect(true);
        }

        @Override
        public Progress advance() {
            return Progress.NEED_INPUT;
        }

        @Override
        public void addInput(Batch input) {
            mine.add(input);
            long more = 0;
            for (Column column : input.columns()) {
                more += footprint.add(column);
            }
            bytes += more;
            memory.add(more);
            if (memory.mustSpill(bytes, 0)) {
                spill();
            }
        }

        private void spill() {
            if (writer == null) {
                writer = toDisk().writer();
            }
            while (!mine.isEmpty()) {
                memory.checkStopped();
                writer.add(mine.getLast());
                mine.removeLast().close();
            }
            footprint.clear();
            memory.add(-bytes);
            bytes = 0;
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
            add(mine);
            mine.clear();
            bytes = 0;
        }

        @Override
        public void close() {
            collect(false);
            mine.forEach(Batch::close);
            mine.clear();
            memory.add(-bytes);
            bytes = 0;
            if (writer != null) {
                writer.close();
                writer = null;
            }
        }
    }

    private final class Reader implements SourceFactory {
        private final AtomicInteger next = new AtomicInteger();

        @Override
        public Source create() {
            return new SharedSource(next);
        }

        @Override
        public int parallelism() {
            return Math.max(1, size());
        }

        @Override
        public void close() {}
    }

    private final class SharedSource implements Source {
        private final AtomicInteger next;
        private SpilledRows.Reader reader;
        private Batch batch;

        SharedSource(AtomicInteger next) {
            this.next = next;
        }

        @Override
        public Progress advance() {
            int index = next.getAndIncrement();
            batch = get(index);
            if (batch == null) {
                batch = read(index - kept());
            }
            return batch == null ? Progress.FINISHED : Progress.HAVE_OUTPUT;
        }

        private Batch read(int block) {
            SpilledRows rows = onDisk();
            if (rows == null || block >= rows.blocks()) {
                return null;
            }
            if (reader == null) {
                reader = rows.reader();
            }
            return reader.read(block);
        }

        @Override
        public Batch takeOutput() {
            Batch output = batch;
            batch = null;
            return output;
        }

        @Override
        public void close() {
            if (batch != null) {
                batch.close();
                batch = null;
            }
            if (reader != null) {
                reader.close();
                reader = null;
            }
        }
    }
}
