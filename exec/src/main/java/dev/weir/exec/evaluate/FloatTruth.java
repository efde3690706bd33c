package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.FloatBits;
import dev.weir.formats.memory.Physical;
import org.apache.arrow.memory.BufferAllocator;

/// A floating-point value compared with a constant, or the opposite.
final class FloatTruth extends ValueTruth {
    private final FloatBits.Test test;
    private final double constant;
    private final boolean inverted;

    FloatTruth(TruthCompiler.Operand operand, FloatBits.Test test, double constant, boolean inverted, BufferAllocator allocator) {
        super(operand, allocator);
        this.test = test;
        this.constant = constant;
        this.inverted = inverted;
    }

    @Override
    void bits(FlatColumn values, long bits) {
        int rows = values.length();
        if (values.physical() == Physical.FLOAT32) {
            FloatBits.float32(values.address(), rows, test, (float) constant, bits);
        } else {
            FloatBits.float64(values.address(), rows, test, constant, bits);
        }
        if (inverted) {
            for (int i = 0; i < words(rows); i++) {
                put(bits, i, ~word(bits, i) & rowMask(rows, i));
            }
        }
    }
}
