package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Puts the output batches of a join together out of row numbers of both sides.
///
/// @param output     positions in probe columns, then build columns
/// @param probeTypes of the probe side
/// @param buildTypes of the build side
record JoinOutput(List<Integer> output, List<SqlType> probeTypes, List<SqlType> buildTypes, BufferAllocator allocator) {
    /// What `probeRows` of {@link #pairs} is when every probe row appears once, in order.
    static final long ALL = 0;

    /// Pairs of rows; -1 as build row yields NULLs. `build` is null when no row has a partner.
    Batch pairs(Batch probe, Column[] build, long probeRows, long buildRows, int count) {
        List<Column> columns = new ArrayList<>(output.size());
        try {
            for (int column : output) {
                if (column < probeTypes.size()) {
                    columns.add(probe(probe.column(column), probeRows, count));
                } else if (build == null) {
                    columns.add(nulls(buildTypes.get(column - probeTypes.size()), count));
                } else {
                    columns.add(Gather.takeOrNull(build[column - probeTypes.size()], buildRows, count, allocator));
                }
            }
            return new Batch(columns, count);
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    /// Probe rows alone, with the mark when the kind asks for it.
    ///
    /// @param marks one byte a row: 0 FALSE, 1 TRUE, 2 NULL; 0 for no marks
    Batch probeRows(Batch probe, long rows, int count, JoinKind kind, long marks) {
        List<Column> columns = new ArrayList<>(output.size() + 1);
        try {
            for (int column : output) {
                columns.add(probe(probe.column(column), rows, count));
            }
            if (kind == JoinKind.MARK) {
                columns.add(mark(marks, count));
            }
            return new Batch(columns, count);
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    /// Build rows alone; probe columns, where the kind emits them, are NULL.
    Batch buildRows(Column[] build, long rows, int count) {
        List<Column> columns = new ArrayList<>(output.size());
        try {
            for (int column : output) {
                columns.add(column < probeTypes.size()
                        ? nulls(probeTypes.get(column), count)
                        : Gather.take(build[column - probeTypes.size()], rows, count, allocator));
            }
            return new Batch(columns, count);
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    private Column probe(Column column, long rows, int count) {
        return rows == ALL ? column.retain() : Gather.take(column, rows, count, allocator);
    }

    private Column nulls(SqlType type, int count) {
        return Constants.column(Expression.Literal.ofNull(type), count, allocator);
    }

    private Column mark(long marks, int count) {
        ArrowBuf data = allocator.buffer(Math.max(1, count));
        ArrowBuf validity = null;
        for (long i = 0; i < count; i++) {
            byte mark = Memory.getByte(marks + i);
            Memory.putByte(data.memoryAddress() + i, (byte) (mark & 1));
            if (mark == 2) {
                if (validity == null) {
                    long bytes = (count + 63) / 64 * 8;
                    try {
                        validity = allocator.buffer(bytes);
                    } catch (RuntimeException failure) {
                        data.getReferenceManager().release();
                        throw failure;
                    }
                    Memory.fill(validity.memoryAddress(), bytes, (byte) -1);
                }
                Memory.clearBit(validity.memoryAddress(), i);
            }
        }
        return new FlatColumn(SqlType.BOOLEAN, Physical.BOOL, count, data, validity, null);
    }
}
