package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.NativeArray;
import java.util.List;

/// The finished build side of a join. Immutable but for the marks of matched rows, which any thread may set.
///
/// @param rows     number of rows
/// @param columns  by position in the build side, all rows of it; null where the join needs none
/// @param table    finds rows by key; null when there are no rows
/// @param keyHeaps columns that keep alive what the table points to
/// @param matched  one byte a row, 1 once a probe row matched; null when nobody asks
/// @param nullKeys int32 numbers of the rows with a NULL among their keys, only for null-aware joins; else null
/// @param nullRows how many of those
record BuildSide(int rows, Column[] columns, JoinTable table, List<Column> keyHeaps, NativeArray matched, NativeArray nullKeys, int nullRows)
        implements AutoCloseable {
    @Override
    public void close() {
        for (int c = 0; c < columns.length; c++) {
            if (columns[c] != null) {
                columns[c].close();
                columns[c] = null;
            }
        }
        for (Column column : keyHeaps) {
            column.close();
        }
        if (table != null) {
            table.close();
        }
        if (matched != null) {
            matched.close();
        }
        if (nullKeys != null) {
            nullKeys.close();
        }
    }
}
