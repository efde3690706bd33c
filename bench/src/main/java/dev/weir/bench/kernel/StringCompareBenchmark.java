package dev.weir.bench.kernel;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// Neighbouring strings compared by views (prefix first, then words) and by bytes.
public class StringCompareBenchmark extends KernelFixture {
    /// Bytes of a string, and of the beginning that all share.
    @Param({"8:0", "24:0", "24:16"})
    public String shape;

    private long views;

    @Setup
    public void fill() {
        int length = Integer.parseInt(shape.substring(0, shape.indexOf(':')));
        int shared = Integer.parseInt(shape.substring(shape.indexOf(':') + 1));
        views = memory((ROWS + 1) * 16L);
        long texts = memory((ROWS + 1L) * length);
        for (int i = 0; i <= ROWS; i++) {
            for (int b = 0; b < length; b++) {
                Memory.putByte(texts + (long) i * length + b, (byte) (b < shared ? 'a' : random.nextInt(256)));
            }
            if (i > 0 && random.nextInt(4) == 0) {
                Memory.copy(texts + (i - 1L) * length, texts + (long) i * length, length);
            }
            StringView.write(views + i * 16L, texts + (long) i * length, length);
        }
        same("order", compareViews(), compareBytes());
        same("equality", equalViews(), equalBytes());
    }

    private static int byBytes(long left, long right) {
        int common = Math.min(StringView.length(left), StringView.length(right));
        long a = StringView.bytes(left);
        long b = StringView.bytes(right);
        for (long i = 0; i < common; i++) {
            int difference = (Memory.getByte(a + i) & 0xff) - (Memory.getByte(b + i) & 0xff);
            if (difference != 0) {
                return difference;
            }
        }
        return StringView.length(left) - StringView.length(right);
    }

    @Benchmark
    public long compareViews() {
        long sum = 0;
        for (long i = 0; i < ROWS; i++) {
            sum += StringView.compare(views + i * 16, views + i * 16 + 16) >> 31;
        }
        return sum;
    }

    @Benchmark
    public long compareBytes() {
        long sum = 0;
        for (long i = 0; i < ROWS; i++) {
            sum += byBytes(views + i * 16, views + i * 16 + 16) >> 31;
        }
        return sum;
    }

    @Benchmark
    public long equalViews() {
        long sum = 0;
        for (long i = 0; i < ROWS; i++) {
            sum += StringView.equal(views + i * 16, views + i * 16 + 16) ? 1 : 0;
        }
        return sum;
    }

    @Benchmark
    public long equalBytes() {
        long sum = 0;
        for (long i = 0; i < ROWS; i++) {
            sum += byBytes(views + i * 16, views + i * 16 + 16) == 0 ? 1 : 0;
        }
        return sum;
    }
}
