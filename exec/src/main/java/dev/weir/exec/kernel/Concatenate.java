package dev.weir.exec.kernel;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Puts columns of one type one after the other. Codes over one dictionary stay codes, one constant stays a constant;
/// everything else becomes flat, decimals as wide as the widest part.
public final class Concatenate {
    private Concatenate() {}

    /// Answers a new column; the caller keeps the parts (at least one).
    public static Column concat(List<Column> parts, BufferAllocator allocator) {
        Column first = parts.getFirst();
        if (parts.size() == 1) {
            return first.retain();
        }
        long total = 0;
        for (Column part : parts) {
            total += part.length();
        }
        int rows = Math.toIntExact(total);
        if (first instanceof ConstantColumn constant && sameConstant(parts, constant)) {
            return new ConstantColumn(constant.single().retain(), rows);
        }
        if (first instanceof DictionaryColumn coded && sameDictionary(parts, coded.dictionary())) {
            return codes(parts, coded.dictionary(), rows, allocator);
        }
        return flat(parts, rows, allocator);
    }

    /// Answers a new batch; the caller keeps the parts (at least one).
    public static Batch batches(List<Batch> parts, BufferAllocator allocator) {
        int width = parts.getFirst().columns().size();
        List<Column> columns = new ArrayList<>(width);
        try {
            int rows = 0;
            for (Batch part : parts) {
                rows = Math.addExact(rows, part.rows());
            }
            for (int c = 0; c < width; c++) {
                List<Column> pieces = new ArrayList<>(parts.size());
                for (Batch part : parts) {
                    pieces.add(part.column(c));
                }
                columns.add(concat(pieces, allocator));
            }
            return new Batch(columns, rows);
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    private static boolean sameConstant(List<Column> parts, ConstantColumn first) {
        Object value = null;
        boolean read = false;
        for (Column part : parts) {
            if (!(part instanceof ConstantColumn constant)) {
                return false;
            }
            if (constant.single() != first.single()) {
                if (!read) {
                    value = first.value(0);
                    read = true;
                }
                if (!java.util.Objects.equals(value, constant.value(0))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean sameDictionary(List<Column> parts, FlatColumn dictionary) {
        for (Column part : parts) {
            if (!(part instanceof DictionaryColumn coded) || coded.dictionary() != dictionary) {
                return false;
            }
        }
        return true;
    }

    private static Column codes(List<Column> parts, FlatColumn dictionary, int rows, BufferAllocator allocator) {
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf codes = pending.buffer(rows * 4L);
            ArrowBuf validity = anyNulls(parts) ? pending.bitmap(rows) : null;
            long row = 0;
            for (Column part : parts) {
                DictionaryColumn coded = (DictionaryColumn) part;
                Memory.copy(coded.address(), codes.memoryAddress() + row * 4, coded.length() * 4L);
                appendValidity(validity, row, coded.validityAddress(), coded.length());
                row += coded.length();
            }
            pending.handOver();
            return new DictionaryColumn(rows, codes, validity, dictionary.retain());
        }
    }

    private static Column flat(List<Column> parts, int rows, BufferAllocator allocator) {
        List<FlatColumn> flats = new ArrayList<>(parts.size());
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            boolean wide = false;
            for (Column part : parts) {
                FlatColumn flat = Flatten.flat(part, allocator);
                flats.add(flat);
                wide |= flat.physical() == Physical.INT128;
            }
            Physical physical = wide ? Physical.INT128 : flats.getFirst().physical();
            long width = physical.width();
            ArrowBuf data = pending.buffer(rows * width);
            ArrowBuf validity = anyNulls(parts) ? pending.bitmap(rows) : null;
            long row = 0;
            for (FlatColumn flat : flats) {
                long to = data.memoryAddress() + row * width;
                if (flat.physical() == physical) {
                    Memory.copy(flat.address(), to, flat.length() * width);
                } else if (wide && flat.physical() == Physical.INT64) {
                    Widen.widen(flat.address(), to, flat.length());
                } else {
                    throw new IllegalArgumentException("columns of " + physical + " and " + flat.physical());
                }
                appendValidity(validity, row, flat.validityAddress(), flat.length());
                row += flat.length();
            }
            pending.own(heaps(flats));
            return pending.column(parts.getFirst().type(), physical, rows, data, validity);
        } finally {
            flats.forEach(FlatColumn::close);
        }
    }

    private static boolean anyNulls(List<Column> parts) {
        for (Column part : parts) {
            if (part.mayHaveNulls()) {
                return true;
            }
        }
        return false;
    }

    private static void appendValidity(ArrowBuf to, long row, long from, int rows) {
        if (to != null && from == 0) {
            Bitmaps.set(to.memoryAddress(), row, rows);
        } else if (to != null) {
            Bitmaps.copy(from, 0, to.memoryAddress(), row, rows);
        }
    }

    /// Unites the distinct heaps as a balanced tree, so that freeing a union of thousands does not recurse deeply.
    private static StringHeap heaps(List<FlatColumn> flats) {
        IdentityHashMap<StringHeap, Boolean> seen = new IdentityHashMap<>();
        List<StringHeap> distinct = new ArrayList<>();
        for (FlatColumn flat : flats) {
            if (flat.heap() != null && seen.put(flat.heap(), Boolean.TRUE) == null) {
                distinct.add(flat.heap());
            }
        }
        return union(distinct, 0, distinct.size());
    }

    private static StringHeap union(List<StringHeap> heaps, int from, int to) {
        if (to - from <= 1) {
            return from == to ? null : heaps.get(from).retain();
        }
        StringHeap left = union(heaps, from, (from + to) >>> 1);
        StringHeap right = union(heaps, (from + to) >>> 1, to);
        StringHeap both = StringHeap.union(left, right);
        left.release();
        right.release();
        return both;
    }
}
