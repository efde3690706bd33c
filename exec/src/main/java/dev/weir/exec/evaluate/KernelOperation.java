package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.kernel.Bitmaps;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.PendingBuffers;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// An operation on whole columns of arguments. Computes constants once a batch and, where it cannot fail, dictionaries
/// once an entry; the results of a dictionary are kept until another comes. A failure of the computation, though not of an
/// argument's, is told where the operation was written.
abstract class KernelOperation implements Operation {
    private final List<Operation> arguments;
    private final boolean neverFails;
    private final boolean nullIfNull;
    final BufferAllocator allocator;
    private Origin origin = Origin.NONE;
    private DictionaryUse use = new DictionaryUse();
    private FlatColumn[] lastConstants;
    private FlatColumn entries;

    /// @param neverFails whether the computation itself cannot fail and depends on nothing but its arguments
    /// @param nullIfNull whether any NULL argument makes the result NULL
    KernelOperation(List<Operation> arguments, boolean neverFails, boolean nullIfNull, BufferAllocator allocator) {
        this.arguments = arguments;
        this.neverFails = neverFails;
        this.nullIfNull = nullIfNull;
        this.allocator = allocator;
    }

    /// Says where the operation was written.
    final KernelOperation at(Origin where) {
        origin = where;
        return this;
    }

    /// Computes the result for columns of `rows` values, at least one.
    abstract Column compute(List<Column> columns, int rows);

    @Override
    public final Column evaluate(Rows rows) {
        List<Column> columns = new ArrayList<>(arguments.size());
        try {
            for (Operation argument : arguments) {
                columns.add(argument.evaluate(rows));
            }
            return placed(columns, rows.count());
        } finally {
            columns.forEach(Column::close);
        }
    }

    private Column placed(List<Column> columns, int rows) {
        try {
            return dispatch(columns, rows);
        } catch (QueryException failure) {
            throw origin.attach(failure);
        }
    }

    private Column dispatch(List<Column> columns, int rows) {
        int constants = 0;
        DictionaryColumn coded = null;
        for (Column column : columns) {
            if (column instanceof ConstantColumn) {
                constants++;
            } else if (column instanceof DictionaryColumn dictionary) {
                coded = dictionary;
            }
        }
        if (constants == columns.size()) {
            return constant(columns, rows);
        }
        if (neverFails && coded != null && constants == columns.size() - 1 && (nullIfNull || !coded.mayHaveNulls())) {
            return overDictionary(columns, coded, rows);
        }
        return compute(columns, rows);
    }

    private Column constant(List<Column> columns, int rows) {
        List<Column> singles = new ArrayList<>(columns.size());
        for (Column column : columns) {
            singles.add(new ConstantColumn(((ConstantColumn) column).single(), 1));
        }
        try (Column result = compute(singles, 1)) {
            return new ConstantColumn(Flatten.flat(result, allocator), rows);
        }
    }

    private Column overDictionary(List<Column> columns, DictionaryColumn coded, int rows) {
        if (constantsChanged(columns)) {
            use = new DictionaryUse();
        }
        switch (use.see(coded.dictionary(), rows)) {
            case NOT_YET -> {
                return compute(columns, rows);
            }
            case NOW -> computeEntries(columns, coded.dictionary());
            case DONE -> {}
        }
        if (entries.mayHaveNulls()) {
            return decode(coded, rows);
        }
        coded.codes().getReferenceManager().retain();
        if (coded.validity() != null) {
            coded.validity().getReferenceManager().retain();
        }
        return new DictionaryColumn(rows, coded.codes(), coded.validity(), entries.retain());
    }

    private void computeEntries(List<Column> columns, FlatColumn dictionary) {
        List<Column> overEntries = new ArrayList<>(columns.size());
        for (Column column : columns) {
            overEntries.add(column instanceof ConstantColumn constant ? new ConstantColumn(constant.single(), dictionary.length()) : dictionary);
        }
        try (Column result = compute(overEntries, dictionary.length())) {
            releaseEntries();
            entries = Flatten.flat(result, allocator);
            use.done();
        }
    }

    /// Results that hold NULLs cannot be a dictionary.
    private Column decode(DictionaryColumn coded, int rows) {
        try (FlatColumn taken = (FlatColumn) Gather.take(entries, coded.address(), rows, allocator);
                PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf validity = validity(pending, rows, taken.validity(), coded.validity());
            pending.share(taken.heap());
            return pending.column(taken.type(), taken.physical(), rows, pending.share(taken.data()), validity);
        }
    }

    private boolean constantsChanged(List<Column> columns) {
        boolean changed = lastConstants == null;
        if (changed) {
            lastConstants = new FlatColumn[columns.size()];
        }
        for (int i = 0; i < columns.size(); i++) {
            FlatColumn current = columns.get(i) instanceof ConstantColumn constant ? constant.single() : null;
            changed |= lastConstants[i] != current;
            lastConstants[i] = current;
        }
        return changed;
    }

    /// The bitmap of the rows that both have; null when all have. Shares where it can.
    static ArrowBuf validity(PendingBuffers pending, int rows, ArrowBuf left, ArrowBuf right) {
        if (left == null || right == null || left == right) {
            return pending.share(left == null ? right : left);
        }
        ArrowBuf both = pending.buffer(Bitmaps.bytes(rows));
        Bitmaps.and(left.memoryAddress(), right.memoryAddress(), both.memoryAddress(), rows);
        return both;
    }

    private void releaseEntries() {
        if (entries != null) {
            entries.close();
            entries = null;
        }
    }

    @Override
    public void close() {
        arguments.forEach(Operation::close);
        releaseEntries();
    }
}
