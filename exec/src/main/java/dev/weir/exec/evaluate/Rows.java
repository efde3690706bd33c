package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;

/// The rows that an expression is evaluated on: a whole batch, or some rows of it.
interface Rows {
    int count();

    /// The values of an input column for these rows; belongs to this object.
    Column column(int index);

    /// All rows of a batch.
    record Whole(Batch batch) implements Rows {
        @Override
        public int count() {
            return batch.rows();
        }

        @Override
        public Column column(int index) {
            return batch.column(index);
        }
    }
}
