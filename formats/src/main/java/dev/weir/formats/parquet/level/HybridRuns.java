package dev.weir.formats.parquet.level;

import dev.weir.formats.FormatException;
import dev.weir.formats.memory.Memory;

/// Reads the RLE / bit-packed hybrid: runs, each with a varint head.
///
/// | head | body |
/// |---|---|
/// | count << 1 | the repeated value in ceil(width / 8) bytes, little-endian |
/// | groups << 1 or 1 | groups * 8 values of `width` bits, least significant bit first |
///
/// A last bit-packed run may be cut at the end of the data, as some writers leave off the padding.
public final class HybridRuns {
    private int width;
    private int valueBytes;
    private long at;
    private long limit;

    private long left;
    private boolean packed;
    private int value;
    private long packedStart;
    private long packedIndex;

    /// Starts at `address`; nothing from `limit` on belongs to the runs.
    public void start(long address, long limit, int width) {
        if (width < 0 || width > 32) {
            throw FormatException.corrupt("bit width " + width);
        }
        this.width = width;
        this.valueBytes = (width + 7) >>> 3;
        this.at = address;
        this.limit = limit;
        this.left = 0;
    }

    /// Values left in the current run, after moving to the next one if it is used up. Fails at the end of the data.
    public long run() {
        while (left == 0) {
            next();
        }
        return left;
    }

    /// Tells whether the current run repeats one value.
    public boolean repeated() {
        return !packed;
    }

    /// The value of a repeated run.
    public int value() {
        return value;
    }

    /// Reads `count` values to int32 at `out`.
    public void read(long out, long count) {
        long done = 0;
        while (done < count) {
            long part = Math.min(run(), count - done);
            if (packed) {
                BitUnpacking.unpack(packedStart, width, packedIndex, part, out + done * 4);
            } else {
                fill(out + done * 4, value, part);
            }
            consume(part);
            done += part;
        }
    }

    public void skip(long count) {
        long done = 0;
        while (done < count) {
            long part = Math.min(run(), count - done);
            consume(part);
            done += part;
        }
    }

    /// Reads `count` values of width 1 into a bitmap, from bit `first` on.
    public void readBits(long bitmap, long first, long count) {
        long done = 0;
        while (done < count) {
            long part = Math.min(run(), count - done);
            if (packed) {
                Bits.copy(packedStart, packedIndex, bitmap, first + done, part);
            } else {
                if ((value & ~1) != 0) {
                    throw FormatException.corrupt("a level or boolean of " + value);
                }
                Bits.fill(bitmap, first + done, part, value == 1);
            }
            consume(part);
            done += part;
        }
    }

    private void consume(long count) {
        left -= count;
        packedIndex += count;
    }

    private void next() {
        long head = 0;
        int shift = 0;
        while (true) {
            if (at >= limit) {
                throw FormatException.corrupt("the runs end early");
            }
            byte part = Memory.getByte(at++);
            head |= (part & 0x7fL) << shift;
            if (part >= 0) {
                break;
            }
            shift += 7;
            if (shift > 28) {
                throw FormatException.corrupt("the head of a run is longer than 5 bytes");
            }
        }
        packed = (head & 1) != 0;
        long count = head >>> 1;
        if (packed) {
            long available = limit - at;
            long bytes = count * width;
            left = count * 8;
            if (bytes > available) {
                bytes = available;
                left = available * 8 / width;
                if (left == 0) {
                    throw FormatException.corrupt("the runs end early");
                }
            }
            packedStart = at;
            packedIndex = 0;
            at += bytes;
        } else {
            if (limit - at < valueBytes) {
                throw FormatException.corrupt("the runs end early");
            }
            value = switch (valueBytes) {
                case 0 -> 0;
                case 1 -> Memory.getByte(at) & 0xff;
                case 2 -> Memory.getShort(at) & 0xffff;
                case 3 -> Memory.getInt(at) & 0xffffff;
                default -> Memory.getInt(at);
            };
            left = count;
            at += valueBytes;
        }
    }

    private static void fill(long out, int value, long count) {
        for (long i = 0; i < count; i++) {
            Memory.putInt(out + i * 4, value);
        }
    }
}
