package dev.weir.formats.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads and writes native memory at absolute addresses.
///
/// One constant segment covers the whole address space, so the JIT folds it, every access compiles to a plain load or
/// store, and no kernel's profile mixes heap and native segments. There is **no bounds check**: whoever takes a number
/// from a file or from the wire checks it before it becomes an address. All values are little-endian.
///
/// Vector API use: `LongVector.fromMemorySegment(SPECIES, Memory.ALL, address, Memory.ORDER)`.
public final class Memory {
    public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /// All of native memory; an offset into it is an address.
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ORDER);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ORDER);

    static {
        if (ByteOrder.nativeOrder() != ORDER) {
            throw new ExceptionInInitializerError("Weir runs on little-endian machines only");
        }
    }

    private Memory() {}

    public static byte getByte(long address) {
        return ALL.get(BYTE, address);
    }

    public static short getShort(long address) {
        return ALL.get(SHORT, address);
    }

    public static int getInt(long address) {
        return ALL.get(INT, address);
    }

    public static long getLong(long address) {
        return ALL.get(LONG, address);
    }

    public static float getFloat(long address) {
        return ALL.get(FLOAT, address);
    }

    public static double getDouble(long address) {
        return ALL.get(DOUBLE, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(BYTE, address, value);
    }

    public static void putShort(long address, short value) {
        ALL.set(SHORT, address, value);
    }

    public static void putInt(long address, int value) {
        ALL.set(INT, address, value);
    }

    public static void putLong(long address, long value) {
        ALL.set(LONG, address, value);
    }

    public static void putFloat(long address, float value) {
        ALL.set(FLOAT, address, value);
    }

    public static void putDouble(long address, double value) {
        ALL.set(DOUBLE, address, value);
    }

    /// Copies `length` bytes; the ranges may overlap.
    public static void copy(long from, long to, long length) {
        MemorySegment.copy(ALL, from, ALL, to, length);
    }

    public static void copy(long from, byte[] to, int offset, int length) {
        MemorySegment.copy(ALL, BYTE, from, to, offset, length);
    }

    public static void copy(byte[] from, int offset, long to, int length) {
        MemorySegment.copy(from, offset, ALL, BYTE, to, length);
    }

    public static void fill(long address, long length, byte value) {
        ALL.asSlice(address, length).fill(value);
    }

    /// Tells whether bit `index` of the little-endian bitmap at `address` is set.
    public static boolean bit(long address, long index) {
        return (getByte(address + (index >>> 3)) & (1 << (index & 7))) != 0;
    }

    public static void setBit(long address, long index) {
        long at = address + (index >>> 3);
        putByte(at, (byte) (getByte(at) | (1 << (index & 7))));
    }

    public static void clearBit(long address, long index) {
        long at = address + (index >>> 3);
        putByte(at, (byte) (getByte(at) & ~(1 << (index & 7))));
    }
}
