package dev.weir.worker.catalog;

import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.ColumnStatistics;
import dev.weir.formats.FileType;
import dev.weir.formats.PhysicalValue;
import dev.weir.formats.memory.Physical;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/// Adds up what footers say of a column over row groups and files. Anything that one row group does not say is unknown
/// for the whole.
final class ColumnSummary {
    private final String name;
    private SqlType type;
    private String remarks = "";
    private boolean nullable;
    private boolean bounded = true;
    private boolean counted = true;
    private PhysicalValue minimum;
    private PhysicalValue maximum;
    private int scale = -1;
    private long values;
    private long nulls;
    private long rows;
    /// The most that one row group has.
    private long distinct;
    private final DistinctValues wholes = new DistinctValues();
    private long plainBytes;
    private boolean coded;

    ColumnSummary(String name, SqlType type) {
        this.name = name;
        this.type = type;
    }

    SqlType type() {
        return type;
    }

    void widen(SqlType wider) {
        type = wider;
    }

    void nullable() {
        nullable = true;
    }

    void remark(String text) {
        remarks = text;
    }

    /// Rows of a file that lacks the column.
    void missing(long missingRows) {
        nullable = true;
        nulls += missingRows;
        rows += missingRows;
    }

    void add(long groupRows, FileType fileType, ColumnStatistics statistics) {
        rows += groupRows;
        plainBytes += statistics.uncompressedBytes();
        coded |= statistics.dictionaryOnly();
        if (statistics.nullCount() >= 0) {
            nulls += statistics.nullCount();
            values += groupRows - statistics.nullCount();
        } else {
            counted = false;
            values += groupRows;
        }
        distinct = Math.max(distinct, statistics.distinctCount());
        if (statistics.nullCount() == groupRows) {
            return;
        }
        if (fileType instanceof FileType.Decimal decimal) {
            bounded &= scale < 0 || scale == decimal.scale();
            scale = decimal.scale();
        }
        PhysicalValue low = statistics.minimum();
        PhysicalValue high = statistics.maximum();
        if (low == null || high == null || !bounded || (minimum != null && !minimum.comparableTo(low))) {
            bounded = false;
            return;
        }
        if (low instanceof PhysicalValue.Whole(long least) && high instanceof PhysicalValue.Whole(long greatest)) {
            double most = Math.min(groupRows - Math.max(0, statistics.nullCount()), (double) greatest - least + 1);
            wholes.add(least, greatest, statistics.distinctCount() < 0 ? most : Math.clamp(statistics.distinctCount(), 1, Math.max(1, most)));
        }
        minimum = minimum == null || low.compareTo(minimum) < 0 ? low : minimum;
        maximum = maximum == null || high.compareTo(maximum) > 0 ? high : maximum;
    }

    PublishedColumn publish() {
        Literal min = bounded && minimum != null ? literal(minimum) : null;
        Literal max = bounded && maximum != null ? literal(maximum) : null;
        double nullFraction = !counted ? Double.NaN : rows == 0 ? 0 : (double) nulls / rows;
        return new PublishedColumn(name, type, nullable, distinct(), nullFraction, averageBytes(), min, max, remarks);
    }

    /// The values' span bounds the number of distinct integers and dates; a dictionary bounds nothing that footers tell.
    private double distinct() {
        boolean whole = type instanceof SqlType.Integral || type instanceof SqlType.Date || type instanceof SqlType.Decimal;
        if (distinct > 0) {
            return Math.min(whole && bounded ? Math.max(distinct, wholes.estimate()) : distinct, Math.max(1, values));
        }
        if (type instanceof SqlType.Bool) {
            return Math.min(2, Math.max(1, values));
        }
        if (whole && bounded && minimum instanceof PhysicalValue.Whole(long low) && maximum instanceof PhysicalValue.Whole(long high)) {
            double span = (double) high - low + 1;
            return Math.max(1, Math.min(span, values));
        }
        return Double.NaN;
    }

    private double averageBytes() {
        if (type.isNested()) {
            return Double.NaN;
        }
        if (type.physical() != Physical.VIEW) {
            return type.physical().width();
        }
        return coded || rows == 0 || plainBytes == 0 ? Double.NaN : (double) plainBytes / rows;
    }

    private Literal literal(PhysicalValue value) {
        return switch (type) {
            case SqlType.Bool _ -> value instanceof PhysicalValue.Whole(long bit) ? new Literal(bit != 0, type) : null;
            case SqlType.Integral _, SqlType.Date _, SqlType.Time _, SqlType.Timestamp _, SqlType.TimestampTz _ ->
                    value instanceof PhysicalValue.Whole(long number) ? new Literal(number, type) : null;
            case SqlType.Real _, SqlType.Double _ -> value instanceof PhysicalValue.Floating(double number) ? new Literal(number, type) : null;
            case SqlType.Decimal decimal -> decimal(value, decimal);
            case SqlType.Varchar _, SqlType.Char _ ->
                    value instanceof PhysicalValue.Bytes(byte[] bytes) ? new Literal(new String(bytes, StandardCharsets.UTF_8), type) : null;
            case SqlType.Varbinary _, SqlType.Uuid _, SqlType.Unknown _, SqlType.IntervalYearMonth _, SqlType.IntervalDaySecond _,
                    SqlType.Array _, SqlType.Map _, SqlType.Row _ -> null;
        };
    }

    private static Literal decimal(PhysicalValue value, SqlType.Decimal decimal) {
        BigInteger unscaled = switch (value) {
            case PhysicalValue.Whole(long number) -> BigInteger.valueOf(number);
            case PhysicalValue.Wide(BigInteger number) -> number;
            case PhysicalValue.Floating _, PhysicalValue.Bytes _ -> null;
        };
        return unscaled == null ? null : new Literal(new BigDecimal(unscaled, decimal.scale()), decimal);
    }
}
