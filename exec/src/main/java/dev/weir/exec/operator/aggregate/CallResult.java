package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import java.util.List;

/// Makes the output columns of an aggregate call out of states.
interface CallResult {
    /// Appends the result of the groups `from` to `from + count - 1`.
    void result(int from, int count, List<Column> out);

    /// Appends the intermediate columns of those groups.
    void intermediate(int from, int count, List<Column> out);
}
