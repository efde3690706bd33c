package dev.weir.formats.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import jdk.incubator.vector.VectorShape;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Seeded inputs for a kernel and its scalar twin, an output for each, and the comparison of the two.
///
/// Tests that use it carry the tag `kernels`: the build runs them again with vectors of 256 bits and with the first
/// compiler only. Rounds are many and inputs short, so that kernels are compiled long before the last round.
public final class TwinMemory implements AutoCloseable {
    /// Rounds of each kernel. Fewer where vectors are not compiled and every operation on them is a call.
    public static final int ROUNDS = Integer.getInteger("weir.test.kernelRounds", 3000);
    /// Most rows of an input: four words of bits, three 512-bit vectors of bytes with a tail.
    public static final int MOST_ROWS = 256;

    private static final int AREA = 16 << 10;
    private static final byte GUARD = 0x5a;
    private static final int GUARDED = 128;
    private static final double[] SPECIAL = {
        Double.NaN, Double.longBitsToDouble(0xfff8000000000123L), -0.0, 0.0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY,
        Double.MIN_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE, Float.MIN_VALUE, Float.MAX_VALUE, 1, -1};

    static {
        checkJvm(System.getProperty("weir.test.jvm", "any"));
    }

    private final BufferAllocator allocator = new RootAllocator();
    private final ArrowBuf buffer = allocator.buffer(5 * AREA);
    private final SplittableRandom random;

    public TwinMemory(long seed) {
        random = new SplittableRandom(seed);
    }

    /// Fails when the build promises a JVM that this one is not: the tests would pass without having tested.
    private static void checkJvm(String promised) {
        HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        boolean holds = switch (promised) {
            case "any" -> true;
            case "compiled" -> options.getVMOption("BackgroundCompilation").getValue().equals("false");
            case "avx2" -> options.getVMOption("BackgroundCompilation").getValue().equals("false") && VectorShape.preferredShape().vectorBitSize() <= 256;
            case "c1" -> options.getVMOption("TieredStopAtLevel").getValue().equals("1");
            default -> false;
        };
        if (!holds) {
            throw new IllegalStateException("this JVM is not '" + promised + "', as the build says");
        }
    }

    public SplittableRandom random() {
        return random;
    }

    public long left() {
        return buffer.memoryAddress();
    }

    public long right() {
        return left() + AREA;
    }

    /// A third input.
    public long extra() {
        return left() + 2 * AREA;
    }

    /// Where the vector kernel writes.
    public long vector() {
        return left() + 3 * AREA;
    }

    /// Where its twin writes.
    public long scalar() {
        return left() + 4 * AREA;
    }

    /// Rows of the next round: any number, often one around a whole vector or word.
    public int rows() {
        int rows = random.nextInt(3) == 0 ? (random.nextInt(5) << 3 + random.nextInt(4)) + random.nextInt(-1, 2) : random.nextInt(MOST_ROWS);
        return Math.clamp(rows, 0, MOST_ROWS - 1);
    }

    /// Fills an input for {@link #MOST_ROWS} rows.
    public void fill(Physical physical, long at) {
        fill(physical, at, MOST_ROWS);
    }

    /// Fills an input for `rows` rows: small numbers with many equal ones, extremes, any bits, or a mixture.
    public void fill(Physical physical, long at, int rows) {
        int mode = random.nextInt(4);
        for (long i = 0; i < rows; i++) {
            put(physical, at + i * physical.width(), mode == 3 ? random.nextInt(30) == 0 ? 1 : 0 : mode);
        }
    }

    /// One number of the type as it lies in memory, sign extended.
    public long number(Physical physical) {
        put(physical, extra(), random.nextInt(3));
        return switch (physical.width()) {
            case 1 -> Memory.getByte(extra());
            case 2 -> Memory.getShort(extra());
            case 4 -> Memory.getInt(extra());
            default -> Memory.getLong(extra());
        };
    }

    private void put(Physical physical, long at, int mode) {
        switch (physical) {
            case BOOL -> Memory.putByte(at, (byte) (mode == 1 ? 1 : random.nextInt(2)));
            case INT8 -> Memory.putByte(at, (byte) integer(8, mode));
            case INT16 -> Memory.putShort(at, (short) integer(16, mode));
            case INT32 -> Memory.putInt(at, (int) integer(32, mode));
            case INT64 -> Memory.putLong(at, integer(64, mode));
            case FLOAT32 -> {
                if (mode == 2) {
                    Memory.putInt(at, random.nextInt());
                } else {
                    Memory.putFloat(at, (float) floating(mode));
                }
            }
            case FLOAT64 -> {
                if (mode == 2) {
                    Memory.putLong(at, random.nextLong());
                } else {
                    Memory.putDouble(at, floating(mode));
                }
            }
            case INT128, VIEW -> throw new IllegalArgumentException("no numbers of " + physical);
        }
    }

    private long integer(int bits, int mode) {
        return switch (mode) {
            case 0 -> random.nextInt(-40, 40);
            case 1 -> {
                long most = -1L >>> (65 - bits);
                yield switch (random.nextInt(8)) {
                    case 0 -> most;
                    case 1 -> ~most;
                    case 2 -> most - random.nextInt(3);
                    case 3 -> ~most + random.nextInt(3);
                    case 4 -> most >>> random.nextInt(bits);
                    default -> random.nextInt(-1, 2);
                };
            }
            default -> random.nextLong();
        };
    }

    private double floating(int mode) {
        return mode == 0 ? random.nextInt(-4, 5) / 2.0 : SPECIAL[random.nextInt(SPECIAL.length)];
    }

    /// Gives both outputs the same contents: the first `room` bytes any, guards behind them.
    public void prepare(long room) {
        Memory.copy(extra(), vector(), room);
        Memory.copy(extra(), scalar(), room);
        Memory.fill(vector() + room, GUARDED, GUARD);
        Memory.fill(scalar() + room, GUARDED, GUARD);
    }

    /// Fails unless the first `bytes` bytes of the outputs are equal and nothing was written from `room` on.
    public void check(String what, long bytes, long room) {
        long at = mismatch(vector(), scalar(), bytes);
        if (at >= 0) {
            fail(what + ": byte " + at + " of " + bytes + " is " + Memory.getByte(vector() + at) + ", the twin has " + Memory.getByte(scalar() + at));
        }
        checkGuard(what, vector() + room);
        checkGuard(what + ", twin", scalar() + room);
    }

    /// As {@link #check} for numbers of floating point, of which every NaN is like another.
    public void checkFloating(String what, Physical physical, int rows) {
        for (long i = 0; i < rows; i++) {
            double actual = physical == Physical.FLOAT32 ? Memory.getFloat(vector() + i * 4) : Memory.getDouble(vector() + i * 8);
            double expected = physical == Physical.FLOAT32 ? Memory.getFloat(scalar() + i * 4) : Memory.getDouble(scalar() + i * 8);
            if (Double.doubleToLongBits(actual) != Double.doubleToLongBits(expected)) {
                assertEquals(expected, actual, what + ": row " + i + " of " + rows);
            }
        }
        checkGuard(what, vector() + (long) rows * physical.width());
        checkGuard(what + ", twin", scalar() + (long) rows * physical.width());
    }

    private static void checkGuard(String what, long from) {
        for (long i = 0; i < GUARDED; i += 8) {
            if (Memory.getLong(from + i) != 0x5a5a5a5a5a5a5a5aL) {
                fail(what + ": wrote behind the output, within byte " + i + " after it");
            }
        }
    }

    private static long mismatch(long a, long b, long bytes) {
        return MemorySegment.mismatch(Memory.ALL, a, a + bytes, Memory.ALL, b, b + bytes);
    }

    @Override
    public void close() {
        buffer.close();
        allocator.close();
    }
}
