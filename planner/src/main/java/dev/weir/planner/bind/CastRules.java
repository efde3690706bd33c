package dev.weir.planner.bind;

import dev.weir.exec.type.SqlType;

/// Says which CASTs make sense; whether a value survives one shows at execution.
final class CastRules {
    private CastRules() {}

    static boolean allowed(SqlType from, SqlType to) {
        if (from.equals(to) || from instanceof SqlType.Unknown) {
            return true;
        }
        if (from.isNested() || to.isNested() || to instanceof SqlType.Unknown) {
            return false;
        }
        if (from.isString()) {
            return !(to instanceof SqlType.IntervalYearMonth) && !(to instanceof SqlType.IntervalDaySecond);
        }
        if (to.isString()) {
            return !(from instanceof SqlType.Varbinary);
        }
        return switch (from) {
            case SqlType.Bool _ -> to.isNumeric();
            case SqlType.Integral _, SqlType.Decimal _, SqlType.Real _, SqlType.Double _ -> to.isNumeric() || to instanceof SqlType.Bool;
            case SqlType.Date _ -> to instanceof SqlType.Timestamp || to instanceof SqlType.TimestampTz;
            case SqlType.Timestamp _, SqlType.TimestampTz _ ->
                    to instanceof SqlType.Date || to instanceof SqlType.Time || to instanceof SqlType.Timestamp
                            || to instanceof SqlType.TimestampTz;
            case SqlType.Time _ -> to instanceof SqlType.Time;
            case SqlType.Uuid _ -> to instanceof SqlType.Varbinary;
            case SqlType.Varbinary _ -> to instanceof SqlType.Uuid;
            default -> false;
        };
    }
}
