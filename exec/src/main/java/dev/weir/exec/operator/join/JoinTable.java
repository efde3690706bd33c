package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Column;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Finds the build rows that have given keys, of which there is at least one. Immutable once built, shared by all probing
/// threads.
///
/// Rows with equal keys form a chain: {@link Lookup#heads} answers the first, {@link #next} the following ones.
public sealed interface JoinTable extends AutoCloseable permits DenseTable, RankedTable, PackedTable, RowTable, EveryRow {
    /// The address of an int32 a build row: the next row with the same keys, or -1; 0 when keys are unique.
    long next();

    /// How many different keys the build side has, roughly.
    long distinct();

    Lookup lookup(BufferAllocator allocator);

    /// The layout that EXPLAIN ANALYZE names.
    String name();

    @Override
    void close();

    /// One thread's scratch memory for looking keys up.
    interface Lookup extends AutoCloseable {
        /// Writes for each probe row the first build row with its keys, or -1 (int32).
        void heads(List<Column> keys, int rows, long out);

        @Override
        void close();
    }
}
