package dev.weir.planner.optimize.statistics;

import dev.weir.exec.type.SqlType;

/// What is assumed where nothing is known.
public final class Defaults {
    /// A comparison for order with an unknown value.
    public static final double RANGE = 1.0 / 3;
    /// LIKE with a pattern that starts with characters, and one that starts with a wildcard.
    public static final double PREFIX = 0.05;
    public static final double CONTAINS = 0.1;
    /// A condition of another sort.
    public static final double CONDITION = 0.25;
    public static final double NULLS = 0.01;
    /// Share of a table's rows that are distinct in a column of which nothing is known.
    public static final double DISTINCT_SHARE = 0.1;
    public static final double ROWS = 1000;
    /// Rows that a table without figures is thought to have.
    public static final double TABLE_ROWS = 10_000;
    public static final double STRING_BYTES = 16;

    private Defaults() {}

    /// Bytes of a value as it travels between workers.
    public static double bytes(SqlType type) {
        return switch (type) {
            case SqlType.Unknown _, SqlType.Bool _ -> 1;
            case SqlType.Integral integral -> integral.bytes();
            case SqlType.Real _, SqlType.Date _, SqlType.IntervalYearMonth _ -> 4;
            case SqlType.Double _, SqlType.Time _, SqlType.Timestamp _, SqlType.TimestampTz _, SqlType.IntervalDaySecond _ -> 8;
            case SqlType.Decimal decimal -> decimal.precision() <= SqlType.Decimal.MAX_INT64_PRECISION ? 8 : 16;
            case SqlType.Char character -> Math.min(character.length(), STRING_BYTES) + 4;
            case SqlType.Varchar varchar -> Math.min(varchar.length(), STRING_BYTES) + 4;
            case SqlType.Varbinary _ -> STRING_BYTES + 4;
            case SqlType.Uuid _ -> 16;
            case SqlType.Array _, SqlType.Map _, SqlType.Row _ -> 64;
        };
    }
}
