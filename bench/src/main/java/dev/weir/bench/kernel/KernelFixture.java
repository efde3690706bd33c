package dev.weir.bench.kernel;

import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What kernel benchmarks share: a batch of rows in native memory, freed at the end. A call is a batch on one thread.
///
/// Calls are timed one by one, so that their median stands where a machine shared with others interrupts some of them.
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public abstract class KernelFixture {
    /// Rows of a batch.
    public static final int ROWS = 8192;

    protected final SplittableRandom random = new SplittableRandom(1);
    protected final BufferAllocator allocator = new RootAllocator();
    private final List<AutoCloseable> owned = new ArrayList<>();

    /// Native memory of `bytes` bytes, zeroed; answers its address.
    protected long memory(long bytes) {
        return owned(new NativeArray(allocator, bytes)).address();
    }

    /// Closes `resource` after the measurement.
    protected <T extends AutoCloseable> T owned(T resource) {
        owned.add(resource);
        return resource;
    }

    /// As many int64 below `bound` as a batch has rows.
    protected long longs(long bound) {
        long at = memory(ROWS * 8L);
        for (long i = 0; i < ROWS; i++) {
            Memory.putLong(at + i * 8, random.nextLong(bound));
        }
        return at;
    }

    protected long ints(int bound) {
        long at = memory(ROWS * 4L);
        for (long i = 0; i < ROWS; i++) {
            Memory.putInt(at + i * 4, random.nextInt(bound));
        }
        return at;
    }

    /// Refuses to measure variants that disagree.
    protected static void same(String what, long a, long b, long bytes) {
        for (long i = 0; i < bytes; i++) {
            if (Memory.getByte(a + i) != Memory.getByte(b + i)) {
                throw new IllegalStateException(what + ": the answers differ at byte " + i);
            }
        }
    }

    protected static void same(String what, long a, long b) {
        if (a != b) {
            throw new IllegalStateException(what + ": " + a + " and " + b);
        }
    }

    @TearDown
    public void free() throws Exception {
        for (AutoCloseable resource : owned.reversed()) {
            resource.close();
        }
        allocator.close();
    }
}
