package dev.weir.exec.operator.exchange;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.StringView;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Writes string views as Arrow's offsets and bytes.
final class ArrowStrings {
    /// What one string vector holds at most: its offsets are int32.
    static final long MAX_BYTES = Integer.MAX_VALUE - 64;

    /// Short strings are written with their zero padding, which the next string overwrites.
    private static final int SLACK = StringView.INLINE;
    private static final int LONG_COPY = 128;

    private ArrowStrings() {}

    /// Adds an offsets and a data buffer.
    ///
    /// @param validity of the result, or 0 when there are no NULLs
    static void write(Column column, long validity, int padding, List<ArrowBuf> buffers, BufferAllocator allocator) {
        int rows = column.length();
        ArrowBuf offsets = ArrowVectors.allocate((rows + 1L) << 2, buffers, allocator);
        long total = writeOffsets(column, validity, padding, offsets.memoryAddress());
        ArrowBuf data = allocator.buffer(total + SLACK);
        buffers.add(data);
        data.writerIndex(total);
        if (padding > 0) {
            writePadded(column, validity, offsets.memoryAddress(), data.memoryAddress());
        } else {
            writeBytes(column, validity, data.memoryAddress());
        }
    }

    /// How many bytes the strings of a column take, padded or not.
    static long bytes(Column column) {
        return writeOffsets(column, nullsOf(column), 0, 0);
    }

    /// No fewer than {@link #bytes}, and found without a look at each row where that can be.
    static long bytesAtMost(Column column) {
        long rows = column.length();
        return switch (column) {
            case FlatColumn flat -> total(flat.address(), rows);
            case ConstantColumn constant -> rows * StringView.length(constant.single().address());
            case DictionaryColumn coded when coded.dictionary().length() <= rows -> rows * longest(coded.dictionary().address(), coded.dictionary().length());
            case DictionaryColumn coded -> bytes(coded);
        };
    }

    /// Lengths of all views, whatever those of NULLs hold.
    private static long total(long views, long rows) {
        long sum = 0;
        for (long i = 0; i < rows; i++) {
            sum += Memory.getInt(views + (i << 4)) & Integer.MAX_VALUE;
        }
        return sum;
    }

    private static long longest(long views, long rows) {
        int longest = 0;
        for (long i = 0; i < rows; i++) {
            longest = Math.max(longest, Memory.getInt(views + (i << 4)) & Integer.MAX_VALUE);
        }
        return longest;
    }

    /// Writes strings that all have the same length.
    static void writeFixed(Column column, long validity, int width, long to) {
        for (int i = 0; i < column.length(); i++) {
            long at = to + (long) i * width;
            if (validity != 0 && !Memory.bit(validity, i)) {
                Memory.fill(at, width, (byte) 0);
                continue;
            }
            long view = view(column, i);
            if (StringView.length(view) != width) {
                throw new QueryException(ErrorCode.INTERNAL, "Value of " + StringView.length(view) + " bytes in a column of type " + column.type());
            }
            Memory.copy(StringView.bytes(view), at, width);
        }
    }

    static long view(Column column, int row) {
        return switch (column) {
            case FlatColumn flat -> flat.address() + ((long) row << 4);
            case ConstantColumn constant -> constant.single().address();
            case DictionaryColumn coded -> coded.dictionary().address() + ((long) Memory.getInt(coded.address() + ((long) row << 2)) << 4);
        };
    }

    private static long nullsOf(Column column) {
        return switch (column) {
            case FlatColumn flat -> flat.validityAddress();
            case ConstantColumn _ -> 0;
            case DictionaryColumn coded -> coded.validityAddress();
        };
    }

    /// Writes rows + 1 offsets (or only counts, when `to` is 0) and answers the last.
    private static long writeOffsets(Column column, long validity, int padding, long to) {
        int rows = column.length();
        long sum = 0;
        if (to != 0) {
            Memory.putInt(to, 0);
        }
        if (column instanceof FlatColumn flat && padding == 0 && validity == 0 && to != 0) {
            long from = flat.address();
            for (long i = 0; i < rows; i++) {
                sum += Memory.getInt(from + (i << 4));
                Memory.putInt(to + (i << 2) + 4, (int) sum);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                if (validity == 0 || Memory.bit(validity, i)) {
                    long view = view(column, i);
                    int length = StringView.length(view);
                    sum += length;
                    if (padding > 0) {
                        sum += Math.max(0, padding - characters(StringView.bytes(view), length));
                    }
                }
                if (to != 0) {
                    Memory.putInt(to + ((long) i << 2) + 4, (int) sum);
                }
            }
        }
        if (sum > MAX_BYTES && to != 0) {
            throw new QueryException(ErrorCode.MEMORY_EXCEEDED, "Strings of a batch exceed two gigabytes: " + sum + " bytes");
        }
        return sum;
    }

    private static void writeBytes(Column column, long validity, long to) {
        int rows = column.length();
        long at = to;
        if (column instanceof FlatColumn flat && validity == 0) {
            long from = flat.address();
            for (long i = 0; i < rows; i++) {
                at = append(from + (i << 4), at);
            }
        } else if (column instanceof DictionaryColumn coded && validity == 0) {
            long codes = coded.address();
            long entries = coded.dictionary().address();
            for (long i = 0; i < rows; i++) {
                at = append(entries + ((long) Memory.getInt(codes + (i << 2)) << 4), at);
            }
        } else {
            for (int i = 0; i < rows; i++) {
                if (validity == 0 || Memory.bit(validity, i)) {
                    at = append(view(column, i), at);
                }
            }
        }
        Memory.putLong(at, 0);
        Memory.putInt(at + 8, 0);
    }

    /// Copies a string and answers the address after it; writes up to {@link #SLACK} bytes more when it is short.
    private static long append(long view, long to) {
        int length = Memory.getInt(view);
        if (length <= StringView.INLINE) {
            Memory.putLong(to, Memory.getLong(view + 4));
            Memory.putInt(to + 8, Memory.getInt(view + 12));
        } else {
            long from = Memory.getLong(view + 8);
            if (length > LONG_COPY) {
                Memory.copy(from, to, length);
            } else {
                long last = length - 8;
                for (long i = 0; i < last; i += 8) {
                    Memory.putLong(to + i, Memory.getLong(from + i));
                }
                Memory.putLong(to + last, Memory.getLong(from + last));
            }
        }
        return to + length;
    }

    private static void writePadded(Column column, long validity, long offsets, long to) {
        for (int i = 0; i < column.length(); i++) {
            if (validity != 0 && !Memory.bit(validity, i)) {
                continue;
            }
            long view = view(column, i);
            int length = StringView.length(view);
            long at = to + Memory.getInt(offsets + ((long) i << 2));
            long end = to + Memory.getInt(offsets + ((long) i << 2) + 4);
            Memory.copy(StringView.bytes(view), at, length);
            for (at += length; at < end; at++) {
                Memory.putByte(at, (byte) ' ');
            }
        }
    }

    /// Counts the bytes that begin a character of UTF-8.
    private static int characters(long from, int length) {
        int count = 0;
        for (long i = 0; i < length; i++) {
            count += (Memory.getByte(from + i) & 0xc0) == 0x80 ? 0 : 1;
        }
        return count;
    }
}
