package dev.weir.exec.kernel;

import dev.weir.exec.kernel.simd.ByteSearchVectors;
import dev.weir.formats.memory.KernelMode;
import dev.weir.formats.memory.Memory;

/// Finds a run of bytes in native memory.
public final class ByteSearch {
    private ByteSearch() {}

    /// The first place at or after `from` where the needle (at least one byte) lies within `length` bytes at `address`; -1
    /// when there is none.
    public static int indexOf(long address, int from, int length, byte[] needle) {
        return KernelMode.SIMD ? ByteSearchVectors.indexOf(address, from, length, needle) : scalarIndexOf(address, from, length, needle);
    }

    /// The scalar twin.
    public static int scalarIndexOf(long address, int from, int length, byte[] needle) {
        byte first = needle[0];
        int last = length - needle.length;
        for (int i = from; i <= last; i++) {
            if (Memory.getByte(address + i) == first && matches(address + i, needle)) {
                return i;
            }
        }
        return -1;
    }

    /// Whether the needle's bytes lie at `address`.
    public static boolean matches(long address, byte[] needle) {
        for (int i = 0; i < needle.length; i++) {
            if (Memory.getByte(address + i) != needle[i]) {
                return false;
            }
        }
        return true;
    }
}
