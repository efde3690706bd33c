package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.FlatColumn;
import java.util.List;

/// One state of aggregate calls, an entry a group in off-heap arrays. One thread's; several calls may read it: sum(x) and
/// avg(x) share a sum.
///
/// Order of calls: {@link #resize} before each `add` or `merge`; results only afterwards. `ids` are the int32 groups of the
/// rows, or 0 when all rows belong to group 0.
sealed interface Accumulator extends CallResult, AutoCloseable
        permits Count, ExactSum, DoubleSum, IntegerExtreme, WideExtreme, DoubleExtreme, StringExtreme, Variance, Distinct {
    /// Makes room for this many groups; new ones have seen nothing.
    void resize(int groups);

    /// Adds rows.
    ///
    /// @param arguments flat; NULLs do not count
    /// @param every     whether these are all rows of the batch (no FILTER dropped some), so that each group that is new
    ///                  since the last resize has a row among them
    void add(List<FlatColumn> arguments, long ids, int rows, boolean every);

    /// As above for a whole batch, whose groups come in more forms than ids.
    default void add(List<FlatColumn> arguments, BatchGroups groups) {
        add(arguments, groups.ids(), groups.rows(), true);
    }

    /// Adds what the PARTIAL step made of rows.
    void addIntermediate(List<FlatColumn> columns, long ids, int rows);

    /// Adds the groups `from` (int32 in `other`) to the groups `to` (int32 here).
    void merge(Accumulator other, long from, long to, int count);

    /// Fixes the states: results may then be asked for by several threads.
    default void freeze() {}

    /// Bytes of the states.
    long bytes();

    /// Forgets all groups.
    void reset();

    @Override
    void close();
}
