package dev.weir.exec.kernel.simd;

import dev.weir.exec.kernel.ByteSearch;
import dev.weir.formats.memory.Memory;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Compares a vector of places with the needle's first byte and, shifted, with its last, and looks closer where both fit
/// (Mula: SIMD-friendly algorithms for substring searching, the generic one).
///
/// Most texts are shorter than a vector. A load that stays within a page of memory cannot fault, whatever lies behind the
/// text, and costs less than a masked one; only where it would reach into the next page it is masked.
public final class ByteSearchVectors {
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;
    private static final int LANES = BYTES.length();
    /// The least page size of all machines.
    private static final long PAGE = 4096;

    private ByteSearchVectors() {}

    public static int indexOf(long address, int from, int length, byte[] needle) {
        int tail = needle.length - 1;
        int places = length - tail;
        byte first = needle[0];
        byte last = needle[tail];
        for (int at = from; at < places; at += LANES) {
            long candidates;
            int left = places - at;
            if (left >= LANES || isWithinPage(address + at) && isWithinPage(address + at + tail)) {
                ByteVector heads = ByteVector.fromMemorySegment(BYTES, Memory.ALL, address + at, Memory.ORDER);
                ByteVector ends = ByteVector.fromMemorySegment(BYTES, Memory.ALL, address + at + tail, Memory.ORDER);
                candidates = heads.compare(VectorOperators.EQ, first).toLong() & ends.compare(VectorOperators.EQ, last).toLong();
                candidates &= left >= LANES ? -1L : (1L << left) - 1;
            } else {
                VectorMask<Byte> inside = BYTES.indexInRange(at, places);
                ByteVector heads = ByteVector.fromMemorySegment(BYTES, Memory.ALL, address + at, Memory.ORDER, inside);
                ByteVector ends = ByteVector.fromMemorySegment(BYTES, Memory.ALL, address + at + tail, Memory.ORDER, inside);
                candidates = heads.compare(VectorOperators.EQ, first).toLong() & ends.compare(VectorOperators.EQ, last).toLong() & inside.toLong();
            }
            while (candidates != 0) {
                int place = at + Long.numberOfTrailingZeros(candidates);
                if (ByteSearch.matches(address + place, needle)) {
                    return place;
                }
                candidates &= candidates - 1;
            }
        }
        return -1;
    }

    private static boolean isWithinPage(long address) {
        return (address & (PAGE - 1)) <= PAGE - LANES;
    }
}
