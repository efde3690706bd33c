package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Flatten;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.BufferAllocator;

/// `value LIKE pattern` with a pattern of the row; the last pattern stays compiled.
final class DynamicLikeTruth extends Truth {
    private final TruthCompiler.Operand value;
    private final TruthCompiler.Operand pattern;
    private final String escape;
    private final Expression.Like like;
    private final BufferAllocator allocator;
    private final Scratch lowered;
    private String lastText;
    private LikePattern last;

    DynamicLikeTruth(TruthCompiler.Operand value, TruthCompiler.Operand pattern, Expression.Like like, BufferAllocator allocator) {
        this.value = value;
        this.pattern = pattern;
        this.escape = like.escape() == null ? null : (String) like.escape().value();
        this.like = like;
        this.allocator = allocator;
        this.lowered = new Scratch(allocator);
    }

    @Override
    void test(Rows rows, long truth, long unknown) {
        int count = rows.count();
        clear(truth, count);
        clear(unknown, count);
        try (Column values = value.operation().evaluate(rows);
                Column patterns = pattern.operation().evaluate(rows);
                FlatColumn flat = Flatten.flat(values, allocator)) {
            for (int i = 0; i < count; i++) {
                if (flat.isNull(i) || patterns.isNull(i)) {
                    Memory.setBit(unknown, i);
                } else if (LikeTruth.matches(compiled((String) patterns.value(i)), flat.address() + ((long) i << 4), lowered)) {
                    Memory.setBit(truth, i);
                }
            }
        }
    }

    private LikePattern compiled(String text) {
        if (!text.equals(lastText)) {
            last = TruthCompiler.pattern(text, escape, like);
            lastText = text;
        }
        return last;
    }

    /// A pattern may end in the escape character.
    @Override
    boolean neverFails() {
        return false;
    }

    @Override
    public void close() {
        value.operation().close();
        pattern.operation().close();
        lowered.close();
    }
}
