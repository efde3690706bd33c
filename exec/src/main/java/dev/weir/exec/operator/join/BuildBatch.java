package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import java.util.ArrayList;
import java.util.List;

/// The columns of one build batch that the join still needs; the others are null and freed already.
record BuildBatch(int rows, Column[] columns) implements AutoCloseable {
    /// Takes over the batch.
    static BuildBatch keep(Batch batch, boolean[] needed) {
        Column[] columns = new Column[needed.length];
        for (int c = 0; c < needed.length; c++) {
            if (needed[c]) {
                columns[c] = batch.column(c);
            } else {
                batch.column(c).close();
            }
        }
        return new BuildBatch(batch.rows(), columns);
    }

    List<Column> keys(List<Integer> positions) {
        List<Column> keys = new ArrayList<>(positions.size());
        for (int position : positions) {
            keys.add(columns[position]);
        }
        return keys;
    }

    void drop(int column) {
        if (columns[column] != null) {
            columns[column].close();
            columns[column] = null;
        }
    }

    @Override
    public void close() {
        for (int c = 0; c < columns.length; c++) {
            drop(c);
        }
    }
}
