package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.BooleanBits;
import org.apache.arrow.memory.BufferAllocator;

/// A boolean value as a condition.
final class BooleanTruth extends ValueTruth {
    BooleanTruth(TruthCompiler.Operand operand, BufferAllocator allocator) {
        super(operand, allocator);
    }

    @Override
    void bits(FlatColumn values, long bits) {
        BooleanBits.fromBytes(values.address(), values.length(), bits);
    }
}
