package dev.weir.exec.operator.join;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/// The loop without branches keeps the rows whose value is in the set, for values near and far, wide and narrow, of all rows
/// and of some.
class IntegerFilterTest {
    @Test
    void exactBitsKeepWhatIsInTheSet() {
        SplittableRandom random = new SplittableRandom(5);
        try (BufferAllocator allocator = new RootAllocator();
                NativeArray data = new NativeArray(allocator, 2000 * 8);
                NativeArray rows = new NativeArray(allocator, 2000 * 4);
                NativeArray out = new NativeArray(allocator, 2000 * 4)) {
            for (int round = 0; round < 400; round++) {
                boolean wide = random.nextBoolean();
                int span = 1 + random.nextInt(500);
                long least = switch (random.nextInt(wide ? 4 : 2)) {
                    case 0 -> random.nextInt(-300, 300);
                    case 1 -> Integer.MIN_VALUE;
                    case 2 -> Long.MIN_VALUE;
                    default -> Long.MAX_VALUE - span;
                };
                BitSet set = new BitSet();
                long[] bits = new long[(span >>> 6) + 1];
                for (int bit = 0; bit <= span; bit++) {
                    if (random.nextInt(3) == 0) {
                        set.set(bit);
                        bits[bit >>> 6] |= 1L << bit;
                    }
                }
                int total = random.nextInt(2000);
                for (int i = 0; i < total; i++) {
                    long near = least + random.nextInt(-20, span + 20);
                    long value = random.nextInt(10) == 0 ? random.nextLong() : near;
                    if (wide) {
                        Memory.putLong(data.address() + i * 8L, value);
                    } else {
                        Memory.putInt(data.address() + i * 4L, (int) value);
                    }
                }
                boolean some = random.nextBoolean();
                int count = 0;
                for (int i = 0; i < total; i++) {
                    if (!some || random.nextBoolean()) {
                        Memory.putInt(rows.address() + count++ * 4L, i);
                    }
                }
                int kept = IntegerFilter.exact(bits, least, span, data.address(), wide, some ? rows.address() : 0, count, out.address());
                int expected = 0;
                for (int i = 0; i < count; i++) {
                    int row = Memory.getInt(rows.address() + i * 4L);
                    long value = wide ? Memory.getLong(data.address() + row * 8L) : Memory.getInt(data.address() + row * 4L);
                    boolean in = Long.compareUnsigned(value - least, span) <= 0 && set.get((int) (value - least));
                    if (in) {
                        assertEquals(row, Memory.getInt(out.address() + expected * 4L));
                        expected++;
                    }
                }
                assertEquals(expected, kept);
            }
        }
    }
}
