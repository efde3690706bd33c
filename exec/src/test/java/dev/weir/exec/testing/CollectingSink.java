package dev.weir.exec.testing;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Sink;
import dev.weir.exec.operator.SinkFactory;
import java.util.ArrayList;
import java.util.List;

/// Copies rows out of the batches as lists of literal carriers.
public final class CollectingSink implements SinkFactory {
    private final List<List<Object>> rows = new ArrayList<>();
    private boolean complete;

    public synchronized List<List<Object>> rows() {
        return rows;
    }

    public synchronized boolean isComplete() {
        return complete;
    }

    @Override
    public Sink create() {
        return new Sink() {
            @Override
            public Progress advance() {
                return Progress.NEED_INPUT;
            }

            @Override
            public void addInput(Batch input) {
                try (input) {
                    add(input);
                }
            }

            @Override
            public void finish() {}

            @Override
            public void close() {}
        };
    }

    private synchronized void add(Batch batch) {
        rows.addAll(rows(batch));
    }

    public static List<List<Object>> rows(Batch batch) {
        List<List<Object>> rows = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            List<Object> values = new ArrayList<>();
            for (int column = 0; column < batch.columns().size(); column++) {
                values.add(batch.column(column).value(row));
            }
            rows.add(values);
        }
        return rows;
    }

    @Override
    public synchronized void complete() {
        if (complete) {
            throw new IllegalStateException("completed twice");
        }
        complete = true;
    }

    @Override
    public void close() {}
}
