package dev.weir.formats.parquet.prune;

import dev.weir.formats.ColumnStatistics;
import dev.weir.formats.PhysicalValue;
import dev.weir.formats.predicate.FilePredicate;
import dev.weir.formats.predicate.FilePredicate.And;
import dev.weir.formats.predicate.FilePredicate.Comparison;
import dev.weir.formats.predicate.FilePredicate.InList;
import dev.weir.formats.predicate.FilePredicate.InRange;
import dev.weir.formats.predicate.FilePredicate.IsNotNull;
import dev.weir.formats.predicate.FilePredicate.IsNull;
import dev.weir.formats.predicate.FilePredicate.Or;
import java.util.List;

/// Decides whether a predicate can hold for any of some rows whose statistics are known.
///
/// Bounds of floats leave out NaN, which may count as the greatest value: their upper bound rules nothing out from below.
public final class Possible {
    private Possible() {}

    /// @param statistics by column ordinal
    /// @param rows how many rows they describe
    public static boolean holds(FilePredicate predicate, List<ColumnStatistics> statistics, long rows) {
        return switch (predicate) {
            case And(List<FilePredicate> parts) -> {
                for (FilePredicate part : parts) {
                    if (!holds(part, statistics, rows)) {
                        yield false;
                    }
                }
                yield true;
            }
            case Or(List<FilePredicate> parts) -> {
                for (FilePredicate part : parts) {
                    if (holds(part, statistics, rows)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Comparison leaf -> leaf(leaf, statistics.get(leaf.column()), rows);
            case InRange leaf -> leaf(leaf, statistics.get(leaf.column()), rows);
            case InList leaf -> leaf(leaf, statistics.get(leaf.column()), rows);
            case IsNull leaf -> leaf(leaf, statistics.get(leaf.column()), rows);
            case IsNotNull leaf -> leaf(leaf, statistics.get(leaf.column()), rows);
        };
    }

    /// Decides a leaf from its column's statistics.
    static boolean leaf(FilePredicate leaf, ColumnStatistics column, long rows) {
        boolean allNull = column.nullCount() >= 0 && column.nullCount() == rows;
        return switch (leaf) {
            case Comparison(int ordinal, FilePredicate.Operator operator, PhysicalValue value) ->
                    !allNull && compare(operator, value, column);
            case InRange(int ordinal, PhysicalValue low, PhysicalValue high) ->
                    !allNull && (low == null || compare(FilePredicate.Operator.GREATER_OR_EQUAL, low, column))
                            && (high == null || compare(FilePredicate.Operator.LESS_OR_EQUAL, high, column));
            case InList(int ordinal, List<PhysicalValue> values) -> {
                if (!allNull) {
                    for (PhysicalValue value : values) {
                        if (compare(FilePredicate.Operator.EQUAL, value, column)) {
                            yield true;
                        }
                    }
                }
                yield false;
            }
            case IsNull(int ordinal) -> column.nullCount() != 0;
            case IsNotNull(int ordinal) -> !allNull;
            case And and -> true;
            case Or or -> true;
        };
    }

    private static boolean compare(FilePredicate.Operator operator, PhysicalValue value, ColumnStatistics column) {
        PhysicalValue low = column.minimum();
        PhysicalValue high = column.maximum();
        if (low != null && !low.comparableTo(value) || high != null && !high.comparableTo(value)) {
            return true;
        }
        boolean floating = value instanceof PhysicalValue.Floating;
        if (value instanceof PhysicalValue.Floating(double number) && Double.isNaN(number)) {
            return true;
        }
        return switch (operator) {
            case EQUAL -> (low == null || low.compareTo(value) <= 0) && (high == null || high.compareTo(value) >= 0);
            case NOT_EQUAL -> floating || low == null || high == null || low.compareTo(value) != 0 || high.compareTo(value) != 0;
            case LESS -> low == null || low.compareTo(value) < 0;
            case LESS_OR_EQUAL -> low == null || low.compareTo(value) <= 0;
            case GREATER -> floating || high == null || high.compareTo(value) > 0;
            case GREATER_OR_EQUAL -> floating || high == null || high.compareTo(value) >= 0;
        };
    }
}
