package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.BooleanBits;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Physical;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// A condition as a boolean value.
final class TruthOperation implements Operation {
    private final Truth truth;
    private final BufferAllocator allocator;
    private final Scratch scratch;

    TruthOperation(Truth truth, BufferAllocator allocator) {
        this.truth = truth;
        this.allocator = allocator;
        this.scratch = new Scratch(allocator);
    }

    @Override
    public Column evaluate(Rows rows) {
        int count = rows.count();
        long bits = scratch.bytes(2 * Truth.size(count));
        long unknown = bits + Truth.size(count);
        truth.test(rows, bits, unknown);
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf data = pending.buffer(count);
            BooleanBits.toBytes(bits, count, data.memoryAddress());
            ArrowBuf validity = null;
            long nulls = 0;
            for (int i = 0; i < Truth.words(count); i++) {
                nulls |= Truth.word(unknown, i);
            }
            if (nulls != 0) {
                validity = pending.buffer(Truth.size(count));
                for (int i = 0; i < Truth.words(count); i++) {
                    Truth.put(validity.memoryAddress(), i, ~Truth.word(unknown, i));
                }
            }
            return pending.column(SqlType.BOOLEAN, Physical.BOOL, count, data, validity);
        }
    }

    @Override
    public void close() {
        truth.close();
        scratch.close();
    }
}
