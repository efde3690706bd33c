package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.function.AggregateFunction.Accumulator;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.type.SqlType;
import org.apache.arrow.memory.BufferAllocator;

/// The state of an aggregate over some rows of a block. NULLs do not count.
///
/// Results: {@link #open}, then {@link #emit} for each slot, then {@link #result}; {@link #abandon} frees what was not
/// handed over.
abstract sealed class FrameState implements AutoCloseable permits CountState, ExactState, DoubleState, VarianceState, ExtremeState {
    static FrameState of(WindowCall call, BufferAllocator allocator) {
        Accumulator kind = call.function().aggregate().accumulator();
        SqlType result = call.type();
        return switch (kind) {
            case COUNT -> new CountState(false, allocator);
            case COUNT_IF -> new CountState(true, allocator);
            case SUM, AVG -> {
                SqlType argument = call.signature().arguments().getFirst();
                boolean floating = argument instanceof SqlType.Double || argument instanceof SqlType.Real;
                yield floating ? new DoubleState(result, kind == Accumulator.AVG, allocator)
                        : new ExactState(argument, result, kind == Accumulator.AVG, allocator);
            }
            case MIN, BOOL_AND -> new ExtremeState(ExtremeState.Choice.LEAST, allocator);
            case MAX, BOOL_OR -> new ExtremeState(ExtremeState.Choice.GREATEST, allocator);
            case ANY_VALUE -> new ExtremeState(ExtremeState.Choice.ANY, allocator);
            case VARIANCE_SAMPLE, VARIANCE_POPULATION, STDDEV_SAMPLE, STDDEV_POPULATION -> new VarianceState(kind, allocator);
        };
    }

    /// @param argument over the whole block; null for count(*)
    abstract void begin(FlatColumn argument);

    /// Forgets all rows.
    abstract void reset();

    /// Adds the rows `from` to `to - 1`.
    abstract void add(int from, int to);

    /// Whether {@link #remove} gives exactly what adding only the others would have given.
    boolean removable() {
        return false;
    }

    /// Takes rows away that were added.
    void remove(int from, int to) {
        throw new IllegalStateException("rows cannot be taken away");
    }

    /// Bytes that {@link #store} writes.
    abstract int nodeBytes();

    abstract void store(long node);

    /// Adds what a state of other rows stored.
    abstract void merge(long node);

    abstract void open(int rows);

    /// Writes the result of the rows that were added.
    abstract void emit(int slot);

    abstract Column result();

    abstract void abandon();

    @Override
    public void close() {
        abandon();
    }
}
