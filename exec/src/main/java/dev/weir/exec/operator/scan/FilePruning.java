package dev.weir.exec.operator.scan;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.FileType;
import dev.weir.formats.PhysicalValue;
import dev.weir.formats.predicate.FilePredicate;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Translates predicates into what a file's statistics can rule out. What does not translate rules out nothing.
///
/// Doubles: the engine holds NaN greatest, statistics do not count it, so only conditions that NaN fails are translated.
final class FilePruning {
    /// By column index of the expressions: the file's ordinal, or -1.
    private final int[] ordinals;
    private final FileType[] types;

    FilePruning(int[] ordinals, FileType[] types) {
        this.ordinals = ordinals;
        this.types = types;
    }

    /// Answers null when nothing can be said.
    FilePredicate translate(Expression predicate) {
        return switch (predicate) {
            case Expression.And and -> {
                List<FilePredicate> parts = new ArrayList<>();
                for (Expression term : and.terms()) {
                    FilePredicate part = translate(term);
                    if (part != null) {
                        parts.add(part);
                    }
                }
                yield parts.isEmpty() ? null : new FilePredicate.And(parts);
            }
            case Expression.Or or -> {
                List<FilePredicate> parts = new ArrayList<>();
                for (Expression term : or.terms()) {
                    FilePredicate part = translate(term);
                    if (part == null) {
                        yield null;
                    }
                    parts.add(part);
                }
                yield new FilePredicate.Or(parts);
            }
            case Expression.Comparison(Expression.Comparison.Operator operator, Expression value, Expression.Literal literal)
                    when column(value) != null -> comparison(operator, column(value), literal);
            case Expression.Comparison(Expression.Comparison.Operator operator, Expression.Literal literal, Expression value)
                    when column(value) != null -> comparison(operator.mirrored(), column(value), literal);
            case Expression.InList(Expression value, List<Expression.Literal> list) when column(value) != null -> inList(column(value), list);
            case Expression.IsNull(Expression.Column column) -> known(column) ? new FilePredicate.IsNull(ordinals[column.index()]) : null;
            case Expression.Not(Expression.IsNull(Expression.Column column)) -> known(column) ? new FilePredicate.IsNotNull(ordinals[column.index()]) : null;
            case Expression.Not(Expression.Comparison(Expression.Comparison.Operator operator, Expression left, Expression right)) ->
                    translate(new Expression.Comparison(operator.negated(), left, right));
            case Expression.Not(Expression.Column column) when column.type() instanceof SqlType.Bool -> truth(column, 0);
            case Expression.Column column when column.type() instanceof SqlType.Bool -> truth(column, 1);
            case Expression.Like like -> like(like);
            default -> null;
        };
    }

    /// The column, also inside a cast that leaves its numbers as they are; else null.
    private static Expression.Column column(Expression expression) {
        return switch (expression) {
            case Expression.Column column -> column;
            case Expression.Cast(Expression.Column column, SqlType.Integral to, _, _)
                    when column.type() instanceof SqlType.Integral from && from.bytes() <= to.bytes() -> column;
            case Expression.Cast(Expression.Column column, SqlType.Decimal to, _, _)
                    when column.type() instanceof SqlType.Decimal from && from.scale() == to.scale() && from.precision() <= to.precision() -> column;
            default -> null;
        };
    }

    /// The range of a runtime filter; null when the column's numbers are not the filter's.
    FilePredicate range(int column, SqlType type, long low, long high) {
        return whole(column, type) ? new FilePredicate.InRange(ordinals[column], PhysicalValue.of(low), PhysicalValue.of(high)) : null;
    }

    private boolean known(Expression.Column column) {
        return ordinals[column.index()] >= 0;
    }

    private FilePredicate truth(Expression.Column column, int value) {
        return known(column) && types[column.index()] instanceof FileType.Bool
                ? new FilePredicate.Comparison(ordinals[column.index()], FilePredicate.Operator.EQUAL, PhysicalValue.of(value)) : null;
    }

    private FilePredicate comparison(Expression.Comparison.Operator operator, Expression.Column column, Expression.Literal literal) {
        if (literal.isNull()) {
            return operator == Expression.Comparison.Operator.NOT_DISTINCT && known(column)
                    ? new FilePredicate.IsNull(ordinals[column.index()]) : null;
        }
        PhysicalValue value = value(column, literal);
        if (value == null) {
            return null;
        }
        FilePredicate.Operator translated = switch (operator) {
            case EQUAL, NOT_DISTINCT -> FilePredicate.Operator.EQUAL;
            case NOT_EQUAL -> FilePredicate.Operator.NOT_EQUAL;
            case LESS -> FilePredicate.Operator.LESS;
            case LESS_OR_EQUAL -> FilePredicate.Operator.LESS_OR_EQUAL;
            case GREATER -> FilePredicate.Operator.GREATER;
            case GREATER_OR_EQUAL -> FilePredicate.Operator.GREATER_OR_EQUAL;
            case DISTINCT -> null;
        };
        if (translated == null || value instanceof PhysicalValue.Floating && mayHoldForNaN(translated)) {
            return null;
        }
        return new FilePredicate.Comparison(ordinals[column.index()], translated, value);
    }

    private static boolean mayHoldForNaN(FilePredicate.Operator operator) {
        return switch (operator) {
            case NOT_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
            case EQUAL, LESS, LESS_OR_EQUAL -> false;
        };
    }

    private FilePredicate inList(Expression.Column column, List<Expression.Literal> list) {
        List<PhysicalValue> values = new ArrayList<>(list.size());
        for (Expression.Literal literal : list) {
            if (literal.isNull()) {
                continue;
            }
            PhysicalValue value = value(column, literal);
            if (value == null) {
                return null;
            }
            values.add(value);
        }
        return values.isEmpty() ? null : new FilePredicate.InList(ordinals[column.index()], values);
    }

    /// A constant prefix is a range of bytes.
    private FilePredicate like(Expression.Like like) {
        if (!(like.value() instanceof Expression.Column column) || !(like.pattern() instanceof Expression.Literal(String pattern, _))
                || like.ignoreCase() || like.escape() != null || !text(column)) {
            return null;
        }
        int end = 0;
        while (end < pattern.length() && pattern.charAt(end) != '%' && pattern.charAt(end) != '_') {
            end++;
        }
        if (end == 0) {
            return null;
        }
        byte[] low = pattern.substring(0, end).getBytes(StandardCharsets.UTF_8);
        int ordinal = ordinals[column.index()];
        FilePredicate from = new FilePredicate.Comparison(ordinal, FilePredicate.Operator.GREATER_OR_EQUAL, PhysicalValue.of(low));
        byte[] high = successor(low);
        return high == null ? from : new FilePredicate.And(List.of(
                from, new FilePredicate.Comparison(ordinal, FilePredicate.Operator.LESS, PhysicalValue.of(high))));
    }

    /// The least byte string above all that begin with `prefix`, or null.
    private static byte[] successor(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xff) {
                byte[] next = Arrays.copyOf(prefix, i + 1);
                next[i]++;
                return next;
            }
        }
        return null;
    }

    private boolean text(Expression.Column column) {
        return known(column) && column.type() instanceof SqlType.Varchar && types[column.index()] instanceof FileType.Utf8;
    }

    /// The literal in the unit and scale of the file's column, or null when it has none.
    private PhysicalValue value(Expression.Column column, Expression.Literal literal) {
        if (!known(column)) {
            return null;
        }
        FileType file = types[column.index()];
        return switch (literal.value()) {
            case Boolean truth when file instanceof FileType.Bool -> PhysicalValue.of(truth ? 1 : 0);
            case Long number when whole(column.index(), column.type()) -> PhysicalValue.of(number);
            case BigDecimal decimal when column.type() instanceof SqlType.Decimal type && scale(file) == type.scale() && decimal.scale() == type.scale() ->
                    PhysicalValue.of(decimal.unscaledValue());
            case Double number when !number.isNaN() && (file instanceof FileType.Float64 || file instanceof FileType.Float32 || file instanceof FileType.Float16) ->
                    PhysicalValue.of(column.type() instanceof SqlType.Real ? (double) number.floatValue() : number);
            case String string when text(column) -> PhysicalValue.of(string.getBytes(StandardCharsets.UTF_8));
            case Expression.Bytes(byte[] bytes) when file instanceof FileType.Binary || file instanceof FileType.FixedBinary || file instanceof FileType.Uuid ->
                    PhysicalValue.of(bytes);
            case null, default -> null;
        };
    }

    private static int scale(FileType type) {
        return switch (type) {
            case FileType.Decimal decimal -> decimal.scale();
            case FileType.UnsignedInt64 _ -> 0;
            default -> -1;
        };
    }

    /// Whether the file's numbers are the numbers of the type: integers of any width, dates, times in the same unit, and for
    /// runtime filters decimals of the same scale.
    private boolean whole(int column, SqlType type) {
        if (ordinals[column] < 0) {
            return false;
        }
        return switch (types[column]) {
            case FileType.Int _ -> type instanceof SqlType.Integral;
            case FileType.Date _ -> type instanceof SqlType.Date;
            case FileType.Time(int precision) -> type instanceof SqlType.Time time && (time.precision() <= 6) == (precision <= 6);
            case FileType.Timestamp(int precision, boolean utc) -> utc
                    ? type instanceof SqlType.TimestampTz instant && (instant.precision() <= 6) == (precision <= 6)
                    : type instanceof SqlType.Timestamp stamp && (stamp.precision() <= 6) == (precision <= 6);
            case FileType.Decimal decimal -> type instanceof SqlType.Decimal sql && sql.scale() == decimal.scale();
            default -> false;
        };
    }
}
