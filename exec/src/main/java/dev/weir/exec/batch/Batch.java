package dev.weir.exec.batch;

import java.util.List;

/// Columns of equal length: what one operator hands to the next. The receiver owns it and closes it.
public record Batch(List<Column> columns, int rows) implements AutoCloseable {
    /// The most rows that operators put into a batch: 8192, or what tests set with `weir.test.batchRows`.
    public static final int MAX_ROWS = Math.clamp(Integer.getInteger("weir.test.batchRows", 8192), 1, 8192);

    /// Takes over the caller's reference to each column.
    public Batch {
        columns = List.copyOf(columns);
        for (Column column : columns) {
            if (column.length() != rows) {
                throw new IllegalArgumentException("column of " + column.length() + " values in a batch of " + rows + " rows");
            }
        }
    }

    public Column column(int index) {
        return columns.get(index);
    }

    public Batch retain() {
        for (Column column : columns) {
            column.retain();
        }
        return this;
    }

    public long size() {
        long sum = 0;
        for (Column column : columns) {
            sum += column.size();
        }
        return sum;
    }

    @Override
    public void close() {
        for (Column column : columns) {
            column.close();
        }
    }
}
