package dev.weir.exec.operator.scan;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.batch.DictionaryColumn;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.evaluate.Evaluator;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.BatchReader;
import dev.weir.formats.DecodedColumn;
import java.util.List;

/// Decodes one column of the open file as the type that the table has: takes over buffers as they are, widens where the
/// file is narrower than the table, and yields NULLs where the file lacks the column. One thread's.
final class ValueReader implements AutoCloseable {
    private final SqlType type;
    private final int ordinal;
    private final SqlType decoded;
    private final EvaluationContext context;
    private final Evaluator widening;
    /// The dictionary of the last batch and its wrapper: one instance a dictionary, so that work per entry is kept.
    private DecodedColumn.Flat lastDictionary;
    private FlatColumn lastWrapper;

    /// @param ordinal in the file, or -1
    /// @param decoded the SQL type of the file's column; null when there is none
    ValueReader(SqlType type, int ordinal, SqlType decoded, EvaluationContext context) {
        this.type = type;
        this.ordinal = ordinal;
        this.decoded = decoded;
        this.context = context;
        this.widening = ordinal < 0 || sameEncoding(decoded, type)
                ? null : Evaluator.compile(new Expression.Cast(new Expression.Column(0, decoded), type), context);
    }

    private static boolean sameEncoding(SqlType from, SqlType to) {
        return switch (from) {
            case SqlType.Decimal a when to instanceof SqlType.Decimal b -> a.scale() == b.scale();
            case SqlType.Varchar _ when to instanceof SqlType.Varchar -> true;
            case SqlType.Time a when to instanceof SqlType.Time b -> (a.precision() <= 6) == (b.precision() <= 6);
            case SqlType.Timestamp a when to instanceof SqlType.Timestamp b -> (a.precision() <= 6) == (b.precision() <= 6);
            case SqlType.TimestampTz a when to instanceof SqlType.TimestampTz b -> (a.precision() <= 6) == (b.precision() <= 6);
            default -> from.equals(to);
        };
    }

    /// @param selection positions in the reader's window; 0: all rows of it
    Column read(BatchReader reader, long selection, int rows) {
        if (ordinal < 0) {
            return Constants.column(Expression.Literal.ofNull(type), rows, context.allocator());
        }
        DecodedColumn column = selection == 0 ? reader.read(ordinal) : reader.read(ordinal, selection, rows);
        if (widening == null) {
            return column(column, type);
        }
        try (Batch narrow = new Batch(List.of(column(column, decoded)), rows)) {
            return widening.evaluate(narrow);
        }
    }

    private Column column(DecodedColumn column, SqlType as) {
        return switch (column) {
            case DecodedColumn.Flat flat -> flat(flat, as);
            case DecodedColumn.Coded coded when coded.dictionary().length() == 0 -> {
                // Only NULLs: there is no entry that a code could name.
                int rows = coded.length();
                coded.close();
                yield Constants.column(Expression.Literal.ofNull(as), rows, context.allocator());
            }
            case DecodedColumn.Coded coded -> {
                if (coded.dictionary() != lastDictionary) {
                    lastDictionary = coded.dictionary();
                    lastWrapper = flat(lastDictionary, as);
                }
                yield new DictionaryColumn(coded.length(), coded.codes(), coded.validity(), lastWrapper);
            }
        };
    }

    /// A wrapper around the same references: whoever closes it closes the decoded column.
    private static FlatColumn flat(DecodedColumn.Flat flat, SqlType as) {
        return new FlatColumn(as, flat.physical(), flat.length(), flat.data(), flat.validity(), flat.heap());
    }


    @Override
    public void close() {
        if (widening != null) {
            widening.close();
        }
    }
}
