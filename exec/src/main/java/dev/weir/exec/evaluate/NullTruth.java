package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Bitmaps;

/// `value IS NULL`.
final class NullTruth extends Truth {
    private final TruthCompiler.Operand operand;

    NullTruth(TruthCompiler.Operand operand) {
        this.operand = operand;
    }

    @Override
    void test(Rows rows, long truth, long unknown) {
        int count = rows.count();
        clear(truth, count);
        clear(unknown, count);
        try (Column column = operand.operation().evaluate(rows)) {
            switch (column) {
                case ConstantColumn constant -> {
                    if (constant.mayHaveNulls()) {
                        fill(truth, count);
                    }
                }
                case FlatColumn flat -> nulls(flat.validityAddress(), count, truth);
                case DictionaryColumn coded -> nulls(coded.validityAddress(), count, truth);
            }
        }
    }

    private static void nulls(long validity, int rows, long truth) {
        if (validity != 0) {
            for (int i = 0; i < words(rows); i++) {
                put(truth, i, ~Bitmaps.word(validity, i, rows) & rowMask(rows, i));
            }
        }
    }

    @Override
    boolean neverFails() {
        return operand.neverFails();
    }

    @Override
    boolean cheap() {
        return operand.isColumn();
    }

    @Override
    public void close() {
        operand.operation().close();
    }
}
