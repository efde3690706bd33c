package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.IntegerMath;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.kernel.TableLookup;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Numbers groups by dictionary codes: an array indexed by the combined codes holds the group, so that only the first row
/// with a combination is looked up by value. The array lasts as long as the dictionaries do, a row group.
final class CodedKeys implements AutoCloseable {
    /// Combinations a row of the batch at which filling the array still pays.
    private static final long COMBINATIONS_A_ROW = 16;
    private static final int UNKNOWN = -1;

    private final BufferAllocator allocator;
    private final NativeArray groupOfCode;
    private final NativeArray combined;
    private final NativeArray spread;
    private final NativeArray firsts;
    private final NativeArray firstGroups;
    private FlatColumn[] dictionaries = new FlatColumn[0];

    CodedKeys(BufferAllocator allocator) {
        this.allocator = allocator;
        groupOfCode = new NativeArray(allocator);
        combined = new NativeArray(allocator);
        spread = new NativeArray(allocator);
        firsts = new NativeArray(allocator);
        firstGroups = new NativeArray(allocator);
    }

    /// Writes the group of each row, or answers false when these keys are better looked up by value.
    boolean assign(List<Column> keys, GroupTable table, int rows, long out) {
        long combinations = 1;
        boolean same = keys.size() == dictionaries.length;
        for (int k = 0; k < keys.size(); k++) {
            if (!(keys.get(k) instanceof DictionaryColumn column)) {
                return false;
            }
            same = same && dictionaries[k] == column.dictionary();
            combinations *= column.dictionary().length() + 1L;
            if (combinations > Integer.MAX_VALUE) {
                return false;
            }
        }
        if (!same) {
            if (combinations > COMBINATIONS_A_ROW * rows + 1024) {
                return false;
            }
            remember(keys, combinations);
        }
        long codes = combine(keys, rows);
        TableLookup.lookup(4, groupOfCode.address(), (int) combinations, codes, rows, out);
        if (IntegerMath.anyNegative32(out, rows)) {
            addNew(keys, table, codes, rows, out);
        }
        return true;
    }

    private void remember(List<Column> keys, long combinations) {
        dictionaries = new FlatColumn[keys.size()];
        for (int k = 0; k < dictionaries.length; k++) {
            dictionaries[k] = ((DictionaryColumn) keys.get(k)).dictionary();
        }
        groupOfCode.ensureScratch(combinations * 4);
        Memory.fill(groupOfCode.address(), combinations * 4, (byte) UNKNOWN);
    }

    /// The address of one int32 a row that stands for all its codes; NULL counts as one code more.
    private long combine(List<Column> keys, int rows) {
        long so = 0;
        combined.ensureScratch(rows * 4L);
        for (int k = 0; k < keys.size(); k++) {
            DictionaryColumn column = (DictionaryColumn) keys.get(k);
            int size = column.dictionary().length() + 1;
            long codes = column.validityAddress() == 0 ? column.address() : withNulls(column, rows, k == 0 ? combined : spread);
            if (k == 0) {
                so = codes;
            } else {
                IntegerMath.scaleAdd32(so, size, codes, rows, combined.address());
                so = combined.address();
            }
        }
        return so;
    }

    private static long withNulls(DictionaryColumn column, int rows, NativeArray out) {
        out.ensureScratch(rows * 4L);
        int none = column.dictionary().length();
        for (long i = 0; i < rows; i++) {
            int code = Memory.getInt(column.address() + i * 4);
            Memory.putInt(out.address() + i * 4, Memory.bit(column.validityAddress(), i) ? code : none);
        }
        return out.address();
    }

    private void addNew(List<Column> keys, GroupTable table, long codes, int rows, long out) {
        firsts.ensureScratch(rows * 4L);
        firstGroups.ensureScratch(rows * 4L);
        long groups = groupOfCode.address();
        int count = 0;
        for (long i = 0; i < rows; i++) {
            long at = groups + Memory.getInt(codes + i * 4) * 4L;
            if (Memory.getInt(at) == UNKNOWN) {
                Memory.putInt(at, UNKNOWN - 1 - count);
                Memory.putInt(firsts.address() + count * 4L, (int) i);
                count++;
            }
        }
        List<Column> firstKeys = new ArrayList<>(keys.size());
        boolean done = false;
        try {
            for (Column key : keys) {
                firstKeys.add(Gather.take(key, firsts.address(), count, allocator));
            }
            table.assign(firstKeys, count, firstGroups.address());
            done = true;
        } finally {
            firstKeys.forEach(Column::close);
            if (!done) {
                reset();
            }
        }
        for (long i = 0; i < count; i++) {
            long code = Memory.getInt(codes + Memory.getInt(firsts.address() + i * 4) * 4L);
            Memory.putInt(groups + code * 4, Memory.getInt(firstGroups.address() + i * 4));
        }
        for (long i = 0; i < rows; i++) {
            Memory.putInt(out + i * 4, Memory.getInt(groups + Memory.getInt(codes + i * 4) * 4L));
        }
    }

    /// Forgets which code is which group.
    void reset() {
        dictionaries = new FlatColumn[0];
    }

    @Override
    public void close() {
        groupOfCode.close();
        combined.close();
        spread.close();
        firsts.close();
        firstGroups.close();
    }
}
