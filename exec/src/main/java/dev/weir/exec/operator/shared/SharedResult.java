package dev.weir.exec.operator.shared;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.metrics.Measured;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.SourceFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Keeps the batches of a shared subplan until its last reader has ended. Readers get references, not copies.
public final class SharedResult implements SinkFactory {
    private final List<Batch> batches = new ArrayList<>();
    private boolean closed;

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

    private synchronized int size() {
        return batches.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        batches.forEach(Batch::close);
        batches.clear();
    }

    /// A source for one reference; several may read at the same time.
    public SourceFactory results() {
        return new Reader();
    }

    private final class SharedSink implements Sink, Measured {
        private final List<Batch> mine = new ArrayList<>();
        private long bytes;

        @Override
        public Progress advance() {
            return Progress.NEED_INPUT;
        }

        @Override
        public void addInput(Batch input) {
            mine.add(input);
            bytes += input.size();
        }

        @Override
        public void finish() {
            add(mine);
            mine.clear();
        }

        @Override
        public void measure(Figures figures) {
            figures.memory(bytes);
        }

        @Override
        public void close() {
            mine.forEach(Batch::close);
            mine.clear();
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
        private Batch batch;

        SharedSource(AtomicInteger next) {
            this.next = next;
        }

        @Override
        public Progress advance() {
            batch = get(next.getAndIncrement());
            return batch == null ? Progress.FINISHED : Progress.HAVE_OUTPUT;
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
        }
    }
}
