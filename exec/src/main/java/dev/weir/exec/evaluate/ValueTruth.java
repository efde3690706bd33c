package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Bitmaps;
import dev.weir.exec.kernel.BooleanBits;
import dev.weir.exec.kernel.Flatten;
import org.apache.arrow.memory.BufferAllocator;

/// A condition on one value that is NULL exactly where the value is, such as a comparison with a constant.
///
/// Over dictionary columns it is tested once an entry, as soon as as many rows were seen as there are entries; the
/// answers are kept until another dictionary comes.
abstract class ValueTruth extends Truth {
    private final Operation value;
    private final boolean valueNeverFails;
    private final boolean readsColumn;
    private final BufferAllocator allocator;
    private final DictionaryUse use = new DictionaryUse();
    private final Scratch table;
    private final Scratch entryBits;

    ValueTruth(TruthCompiler.Operand operand, BufferAllocator allocator) {
        this.value = operand.operation();
        this.valueNeverFails = operand.neverFails();
        this.readsColumn = operand.isColumn();
        this.allocator = allocator;
        this.table = new Scratch(allocator);
        this.entryBits = new Scratch(allocator);
    }

    /// Writes a bit for each value, whatever it is; slots of NULLs hold garbage of the right form.
    abstract void bits(FlatColumn values, long bits);

    /// Whether {@link #bits} is a few instructions a row.
    boolean cheapBits() {
        return true;
    }

    @Override
    final boolean neverFails() {
        return valueNeverFails;
    }

    @Override
    final boolean cheap() {
        return readsColumn && cheapBits();
    }

    @Override
    final void test(Rows rows, long truth, long unknown) {
        int count = rows.count();
        try (Column column = value.evaluate(rows)) {
            switch (column) {
                case FlatColumn flat -> {
                    bits(flat, truth);
                    maskNulls(flat.validityAddress(), count, truth, unknown);
                }
                case ConstantColumn constant -> {
                    clear(unknown, count);
                    if (constant.mayHaveNulls()) {
                        clear(truth, count);
                        fill(unknown, count);
                        return;
                    }
                    bits(constant.single(), truth);
                    if ((word(truth, 0) & 1) != 0) {
                        fill(truth, count);
                    } else {
                        clear(truth, count);
                    }
                }
                case DictionaryColumn coded -> testCodes(coded, count, truth, unknown);
            }
        }
    }

    private void testCodes(DictionaryColumn coded, int count, long truth, long unknown) {
        FlatColumn dictionary = coded.dictionary();
        switch (use.see(dictionary, count)) {
            case NOT_YET -> {
                try (FlatColumn flat = Flatten.flat(coded, allocator)) {
                    bits(flat, truth);
                }
                maskNulls(coded.validityAddress(), count, truth, unknown);
                return;
            }
            case NOW -> {
                long entries = entryBits.bytes(size(dictionary.length()));
                bits(dictionary, entries);
                BooleanBits.toBytes(entries, dictionary.length(), table.bytes(dictionary.length()));
                use.done();
            }
            case DONE -> {}
        }
        BooleanBits.lookup(coded.address(), count, table.bytes(dictionary.length()), truth);
        maskNulls(coded.validityAddress(), count, truth, unknown);
    }

    private static void maskNulls(long validity, int rows, long truth, long unknown) {
        if (validity == 0) {
            clear(unknown, rows);
            return;
        }
        for (int i = 0; i < words(rows); i++) {
            long valid = Bitmaps.word(validity, i, rows);
            put(truth, i, word(truth, i) & valid);
            put(unknown, i, ~valid & rowMask(rows, i));
        }
    }

    @Override
    public void close() {
        value.close();
        table.close();
        entryBits.close();
    }
}
