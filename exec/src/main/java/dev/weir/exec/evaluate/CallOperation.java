package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ConstantColumn;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.kernel.Bitmaps;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.kernel.Selections;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/// A call of a scalar function. For functions that answer NULL to NULL the kernel never sees one: where the function
/// cannot fail it computes on whatever the slots of NULLs hold, otherwise on the other rows only. (So with decimals too:
/// a NULL's slot may hold more digits than the type has.)
final class CallOperation extends KernelOperation {
    private final Expression.Call call;
    private final ScalarKernel kernel;
    private final boolean nullIfNull;
    private final boolean totalOnSlots;
    private final EvaluationContext context;

    CallOperation(List<Operation> arguments, Expression.Call call, EvaluationContext context) {
        super(arguments, call.function().neverFails() && call.function().deterministic(),
                call.function().nulls() == ScalarFunction.Nulls.RETURN_NULL, context.allocator());
        this.call = call;
        this.nullIfNull = call.function().nulls() == ScalarFunction.Nulls.RETURN_NULL;
        this.totalOnSlots = call.function().neverFails() && call.arguments().stream().noneMatch(argument -> argument.type() instanceof SqlType.Decimal);
        this.context = context;
        this.kernel = call.function().kernels().kernel(
                new ScalarFunction.Signature(call.arguments().stream().map(Expression::type).toList(), call.type()));
    }

    @Override
    Column compute(List<Column> columns, int rows) {
        boolean nulls = false;
        for (Column column : columns) {
            nulls |= column.mayHaveNulls();
            if (nullIfNull && column instanceof ConstantColumn && column.mayHaveNulls()) {
                return Constants.column(Expression.Literal.ofNull(call.type()), rows, allocator);
            }
        }
        if (!nulls || !nullIfNull) {
            return kernel.evaluate(columns, rows, context);
        }
        return totalOnSlots ? computeAll(columns, rows) : computePresent(columns, rows);
    }

    /// Computes all slots and puts the NULLs of the arguments over the result.
    private Column computeAll(List<Column> columns, int rows) {
        List<Column> stripped = new ArrayList<>(columns.size());
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf validity = null;
            for (Column column : columns) {
                stripped.add(withoutNulls(column));
                validity = validity(pending, rows, validity, validityOf(column));
            }
            try (Column result = kernel.evaluate(stripped, rows, context); FlatColumn flat = Flatten.flat(result, allocator)) {
                ArrowBuf both = validity(pending, rows, validity, flat.validity());
                pending.share(flat.heap());
                return pending.column(flat.type(), flat.physical(), rows, pending.share(flat.data()), both);
            }
        } finally {
            stripped.forEach(Column::close);
        }
    }

    private static ArrowBuf validityOf(Column column) {
        return switch (column) {
            case FlatColumn flat -> flat.validity();
            case DictionaryColumn coded -> coded.validity();
            case ConstantColumn _ -> null;
        };
    }

    private static Column withoutNulls(Column column) {
        return switch (column) {
            case FlatColumn flat when flat.mayHaveNulls() -> {
                flat.data().getReferenceManager().retain();
                if (flat.heap() != null) {
                    flat.heap().retain();
                }
                yield new FlatColumn(flat.type(), flat.physical(), flat.length(), flat.data(), null, flat.heap());
            }
            case DictionaryColumn coded when coded.mayHaveNulls() -> {
                coded.codes().getReferenceManager().retain();
                yield new DictionaryColumn(coded.length(), coded.codes(), null, coded.dictionary().retain());
            }
            case FlatColumn _, DictionaryColumn _, ConstantColumn _ -> column.retain();
        };
    }

    /// Computes only the rows without a NULL argument.
    private Column computePresent(List<Column> columns, int rows) {
        List<Column> gathered = new ArrayList<>(columns.size());
        try (Scratch scratch = new Scratch(allocator)) {
            long bits = scratch.bytes(Bitmaps.bytes(rows) + rows * 8L);
            long positions = bits + Bitmaps.bytes(rows);
            long places = positions + rows * 4L;
            Bitmaps.and(0, 0, bits, rows);
            for (Column column : columns) {
                ArrowBuf validity = validityOf(column);
                if (validity != null) {
                    Bitmaps.and(bits, validity.memoryAddress(), bits, rows);
                }
            }
            int present = Selections.fromBits(bits, rows, positions);
            if (present == 0) {
                return Constants.column(Expression.Literal.ofNull(call.type()), rows, allocator);
            }
            Memory.fill(places, rows * 4L, (byte) 0xff);
            for (int i = 0; i < present; i++) {
                Memory.putInt(places + Memory.getInt(positions + i * 4L) * 4L, i);
            }
            for (Column column : columns) {
                gathered.add(Gather.take(column, positions, present, allocator));
            }
            try (Column result = kernel.evaluate(gathered, present, context)) {
                return Gather.takeOrNull(result, places, rows, allocator);
            }
        } finally {
            gathered.forEach(Column::close);
        }
    }
}
