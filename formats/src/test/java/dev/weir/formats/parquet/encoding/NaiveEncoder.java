package dev.weir.formats.parquet.encoding;

import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;

/// Encodes as the specification says, bit by bit, with choices that our writer never makes: any run lengths, block sizes
/// and widths above the needed ones.
final class NaiveEncoder {
    private final SplittableRandom random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    NaiveEncoder(SplittableRandom random) {
        this.random = random;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    NaiveEncoder raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /// RLE / bit-packed hybrid runs of `width` bits.
    NaiveEncoder hybrid(int[] values, int width) {
        int at = 0;
        while (at < values.length) {
            int equal = 1;
            while (at + equal < values.length && values[at + equal] == values[at]) {
                equal++;
            }
            if (random.nextInt(3) > 0 && equal > 1 || random.nextInt(20) == 0) {
                int count = random.nextInt(1, equal + 1);
                varint((long) count << 1);
                for (int i = 0; i < (width + 7) / 8; i++) {
                    out.write(values[at] >>> 8 * i);
                }
                at += count;
            } else {
                int groups = Math.min(random.nextInt(1, 12), (values.length - at) / 8);
                // Only the last run may hold values that do not count.
                groups = groups == 0 ? (values.length - at + 7) / 8 : groups;
                varint((long) groups << 1 | 1);
                long[] packed = new long[groups * 8];
                for (int i = 0; i < packed.length && at + i < values.length; i++) {
                    packed[i] = values[at + i];
                }
                pack(packed, width);
                at += packed.length;
            }
        }
        return this;
    }

    /// DELTA_BINARY_PACKED; differences wrap at `width` bytes.
    NaiveEncoder delta(long[] values, int width) {
        int miniblock = 8 * random.nextInt(1, 9);
        int miniblocks = random.nextInt(1, 5);
        varint((long) miniblock * miniblocks);
        varint(miniblocks);
        varint(values.length);
        zigzag(values.length == 0 ? 0 : values[0]);
        int at = 1;
        while (at < values.length) {
            int count = Math.min(miniblock * miniblocks, values.length - at);
            long[] differences = new long[miniblock * miniblocks];
            long least = Long.MAX_VALUE;
            for (int i = 0; i < count; i++) {
                long difference = values[at + i] - values[at + i - 1];
                differences[i] = width == 4 ? (int) difference : difference;
                least = Math.min(least, differences[i]);
            }
            zigzag(least);
            int[] bits = new int[miniblocks];
            for (int m = 0; m < miniblocks; m++) {
                long all = 0;
                for (int i = m * miniblock; i < Math.min(count, (m + 1) * miniblock); i++) {
                    long above = differences[i] - least;
                    differences[i] = width == 4 ? above & 0xffffffffL : above;
                    all |= differences[i];
                }
                bits[m] = 64 - Long.numberOfLeadingZeros(all);
                bits[m] = random.nextInt(4) == 0 && m * miniblock < count ? random.nextInt(bits[m], 65) : bits[m];
                out.write(bits[m]);
            }
            for (int m = 0; m * miniblock < count; m++) {
                long[] packed = new long[miniblock];
                System.arraycopy(differences, m * miniblock, packed, 0, Math.min(miniblock, count - m * miniblock));
                pack(packed, bits[m]);
            }
            at += count;
        }
        return this;
    }

    private void pack(long[] values, int width) {
        byte[] bytes = new byte[values.length * width / 8];
        for (int i = 0; i < values.length; i++) {
            for (int b = 0; b < width; b++) {
                int bit = i * width + b;
                bytes[bit >>> 3] |= (byte) ((values[i] >>> b & 1) << (bit & 7));
            }
        }
        out.writeBytes(bytes);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private void zigzag(long value) {
        varint(value << 1 ^ value >> 63);
    }
}
