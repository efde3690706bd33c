package dev.weir.exec.function.scalar;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.evaluate.ScalarKernel;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.kernel.Bitmaps;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/// Kernels that compute a row at a time from addresses.
final class RowKernel {
    private RowKernel() {}

    /// Computes one row.
    @FunctionalInterface
    interface Body {
        /// Writes the result to the slot `out`, or answers false for NULL.
        boolean apply(Row row, long out);
    }

    /// Makes the body for a batch, which may keep state from row to row.
    @FunctionalInterface
    interface Factory {
        Body body(EvaluationContext context);
    }

    /// Computes one row on carriers; null is NULL. Slower, for decimals.
    @FunctionalInterface
    interface CarrierBody {
        Object apply(Row row, EvaluationContext context);
    }

    static ScalarKernel of(SqlType result, Body body) {
        return of(result, false, _ -> body);
    }

    /// @param sharesBytes whether result views may point into the bytes of arguments
    static ScalarKernel of(SqlType result, boolean sharesBytes, Factory factory) {
        return (arguments, rows, context) -> run(result, sharesBytes, factory.body(context), arguments, rows, context);
    }

    private static Column run(SqlType result, boolean sharesBytes, Body body, List<Column> arguments, int rows, EvaluationContext context) {
        Physical physical = result.physical();
        int width = physical.width();
        try (Row row = new Row(arguments, context.allocator()); PendingBuffers pending = new PendingBuffers(context.allocator())) {
            ArrowBuf data = pending.buffer((long) rows * width);
            ArrowBuf validity = null;
            long out = data.memoryAddress();
            for (int i = 0; i < rows; i++) {
                row.moveTo(i);
                if (!body.apply(row, out)) {
                    if (validity == null) {
                        validity = pending.bitmap(rows);
                        Bitmaps.set(validity.memoryAddress(), 0, rows);
                    }
                    Memory.clearBit(validity.memoryAddress(), i);
                    Memory.fill(out, width, (byte) 0);
                }
                out += width;
            }
            pending.own(row.arena().heap());
            if (sharesBytes) {
                for (int i = 0; i < row.count(); i++) {
                    pending.share(row.column(i).heap());
                }
            }
            return pending.column(result, physical, rows, data, validity);
        }
    }

    static ScalarKernel carriers(SqlType result, CarrierBody body) {
        return (arguments, rows, context) -> {
            try (Row row = new Row(arguments, context.allocator()); ColumnBuilder builder = new ColumnBuilder(result, rows, context.allocator())) {
                for (int i = 0; i < rows; i++) {
                    row.moveTo(i);
                    builder.append(body.apply(row, context));
                }
                return builder.build();
            }
        };
    }

    /// Computes one value for all rows.
    static ScalarKernel constant(SqlType result, CarrierBody body) {
        return (arguments, rows, context) -> {
            try (Row row = new Row(arguments, context.allocator()); ColumnBuilder builder = new ColumnBuilder(result, 1, context.allocator())) {
                builder.append(body.apply(row, context));
                return new ConstantColumn(builder.build(), rows);
            }
        };
    }
}
