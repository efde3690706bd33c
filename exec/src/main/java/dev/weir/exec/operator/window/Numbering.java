package dev.weir.exec.operator.window;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.plan.WindowCall;
import dev.weir.formats.memory.Memory;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// row_number, rank, dense_rank, percent_rank, cume_dist and ntile: what follows from the place of a row alone.
final class Numbering implements WindowEvaluation {
    private final WindowCall call;
    private final BufferAllocator allocator;
    private RowCursor cursor;
    /// Of ntile; else null.
    private FlatColumn parts;

    Numbering(WindowCall call, BufferAllocator allocator) {
        this.call = call;
        this.allocator = allocator;
    }

    @Override
    public void begin(WindowBlock block) {
        cursor = block.cursor(call.partitionKeys(), call.orderKeys());
        parts = call.arguments().isEmpty() ? null : block.flat(call.arguments().getFirst());
    }

    @Override
    public Column evaluate(int from, int rows) {
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf data = pending.buffer(rows * 8L);
            long to = data.memoryAddress();
            ArrowBuf validity = null;
            for (int i = 0; i < rows; i++) {
                int row = from + i;
                cursor.move(row);
                switch (call.function().kind()) {
                    case ROW_NUMBER -> Memory.putLong(to + i * 8L, row - cursor.partitionStart() + 1);
                    case RANK -> Memory.putLong(to + i * 8L, cursor.peerStart() - cursor.partitionStart() + 1);
                    case DENSE_RANK -> Memory.putLong(to + i * 8L, cursor.peersBefore() + 1);
                    case PERCENT_RANK -> {
                        int others = cursor.partitionEnd() - cursor.partitionStart() - 1;
                        double before = cursor.peerStart() - cursor.partitionStart();
                        Memory.putDouble(to + i * 8L, others == 0 ? 0 : before / others);
                    }
                    case CUME_DIST -> {
                        double all = cursor.partitionEnd() - cursor.partitionStart();
                        Memory.putDouble(to + i * 8L, (cursor.peerEnd() - cursor.partitionStart()) / all);
                    }
                    case NTILE -> {
                        if (parts.isNull(row)) {
                            Memory.putLong(to + i * 8L, 0);
                            if (validity == null) {
                                validity = pending.bitmap(rows);
                                dev.weir.exec.kernel.Bitmaps.set(validity.memoryAddress(), 0, rows);
                            }
                            Memory.clearBit(validity.memoryAddress(), i);
                        } else {
                            Memory.putLong(to + i * 8L, part(row, Memory.getLong(parts.address() + row * 8L)));
                        }
                    }
                    case LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE, AGGREGATE -> throw new IllegalStateException("no number: " + call.function());
                }
            }
            return pending.column(call.type(), call.type().physical(), rows, data, validity);
        }
    }

    /// The first parts have a row more when the rows do not divide.
    private long part(int row, long count) {
        if (count <= 0) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "ntile takes a number above 0: " + count);
        }
        long place = row - cursor.partitionStart();
        long all = cursor.partitionEnd() - cursor.partitionStart();
        long size = all / count;
        long larger = all % count;
        return place < larger * (size + 1) ? place / (size + 1) + 1 : larger + (place - larger * (size + 1)) / size + 1;
    }

    @Override
    public void close() {
        // What it reads belongs to the block.
    }
}
