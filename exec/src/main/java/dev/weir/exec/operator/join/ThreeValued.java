package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.KeyLayout;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Finds the probe rows for which IN is neither TRUE nor FALSE: no row is equal, but with a row that passes the residual
/// the comparison is unknown because of a NULL on either side.
final class ThreeValued implements AutoCloseable {
    private static final byte UNKNOWN = 2;

    private final BuildSide side;
    private final Residual residual;

    ThreeValued(BuildSide side, Residual residual, BufferAllocator allocator) {
        this.side = side;
        this.residual = residual;
    }

    /// Sets the flag of rows that are 0 so far to 2 where the answer is unknown.
    ///
    /// @param probeRows and `buildRows`: scratch for {@link Batch#MAX_ROWS} pairs
    void findUnknown(Batch batch, List<Integer> keys, JoinTable.Lookup lookup, long flags, NativeArray probeRows, NativeArray buildRows) {
        boolean simple = keys.size() == 1 && residual == null;
        boolean probeNulls = false;
        for (int key : keys) {
            probeNulls |= batch.column(key).mayHaveNulls();
        }
        if (!probeNulls && side.nullRows() == 0) {
            return;
        }
        int rows = batch.rows();
        for (int i = 0; i < rows; i++) {
            if (Memory.getByte(flags + i) != 0) {
                continue;
            }
            boolean isNull = false;
            for (int key : keys) {
                Column column = batch.column(key);
                isNull |= column.isNull(i);
            }
            boolean unknown;
            if (simple) {
                unknown = isNull || side.nullRows() > 0;
            } else if (isNull) {
                unknown = anyPasses(batch, i, 0, side.rows(), lookup, probeRows, buildRows);
            } else {
                unknown = side.nullRows() > 0 && anyPasses(batch, i, side.nullKeys().address(), side.nullRows(), lookup, probeRows, buildRows);
            }
            if (unknown) {
                Memory.putByte(flags + i, UNKNOWN);
            }
        }
    }

    /// @param order int32 build rows, or 0 for all
    private boolean anyPasses(Batch batch, int row, long order, int count, JoinTable.Lookup lookup, NativeArray probeRows, NativeArray buildRows) {
        long probe = probeRows.address();
        long build = buildRows.address();
        int pairs = 0;
        for (int c = 0; c < count; c++) {
            int candidate = order == 0 ? c : Memory.getInt(order + c * 4L);
            if (!mayBeEqual(row, candidate, lookup)) {
                continue;
            }
            if (residual == null) {
                return true;
            }
            Memory.putInt(probe + pairs * 4L, row);
            Memory.putInt(build + pairs * 4L, candidate);
            pairs++;
            if (pairs == Batch.MAX_ROWS) {
                if (residual.keep(batch, side.columns(), probe, build, pairs, false) > 0) {
                    return true;
                }
                pairs = 0;
            }
        }
        return pairs > 0 && residual.keep(batch, side.columns(), probe, build, pairs, false) > 0;
    }

    /// Whether no key differs for certain. With one key the candidate, or the row itself, is NULL.
    private static boolean mayBeEqual(int row, int candidate, JoinTable.Lookup lookup) {
        if (!(lookup instanceof RowTable.RowLookup rowLookup)) {
            return true;
        }
        KeyLayout layout = rowLookup.table().layout();
        long left = rowLookup.probeRows() + (long) row * layout.width();
        long right = rowLookup.table().rows() + (long) candidate * layout.width();
        for (int k = 0; k < layout.keys(); k++) {
            if (!layout.isNull(left, k) && !layout.isNull(right, k) && !layout.equalAt(left, right, k)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
    }
}
