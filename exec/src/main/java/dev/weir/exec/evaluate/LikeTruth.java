package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;

/// `value LIKE constant` and ILIKE.
final class LikeTruth extends ValueTruth {
    private final LikePattern pattern;
    private final Scratch lowered;

    LikeTruth(TruthCompiler.Operand operand, LikePattern pattern, BufferAllocator allocator) {
        super(operand, allocator);
        this.pattern = pattern;
        this.lowered = new Scratch(allocator);
    }

    @Override
    boolean cheapBits() {
        return false;
    }

    @Override
    void bits(FlatColumn values, long bits) {
        long data = values.address();
        int rows = values.length();
        for (int base = 0; base < rows; base += 64) {
            int end = Math.min(rows, base + 64);
            long word = 0;
            for (long i = base; i < end; i++) {
                word |= (matches(pattern, data + (i << 4), lowered) ? 1L : 0L) << i;
            }
            Memory.putLong(bits + (base >>> 3), word);
        }
    }

    static boolean matches(LikePattern pattern, long view, Scratch lowered) {
        if (!pattern.ignoresCase()) {
            return pattern.matches(StringView.bytes(view), StringView.length(view));
        }
        byte[] bytes = new byte[StringView.length(view)];
        Memory.copy(StringView.bytes(view), bytes, 0, bytes.length);
        byte[] lower = new String(bytes, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        long address = lowered.bytes(lower.length);
        Memory.copy(lower, 0, address, lower.length);
        return pattern.matchesLowered(address, lower.length);
    }

    @Override
    public void close() {
        super.close();
        lowered.close();
    }
}
