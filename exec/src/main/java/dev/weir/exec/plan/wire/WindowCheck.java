package dev.weir.exec.plan.wire;

import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.exec.type.SqlType;
import java.util.List;

/// Checks what a window node says before kernels follow it: positions, types, and frames that have what they need.
final class WindowCheck {
    private WindowCheck() {}

    static void check(PhysicalPlan.Window window) {
        List<SqlType> types = window.input().types();
        int keys = window.keys().size();
        Refusal.unless(window.partitionKeys() >= 0 && window.partitionKeys() <= keys, "partition of more keys than there are");
        if (window.top() != null) {
            Refusal.unless(window.top().count() >= 0 && window.top().kind().numbers(), "first rows by what does not number them");
        }
        for (WindowCall call : window.calls()) {
            String name = call.function().name();
            int partition = call.partitionKeys();
            Refusal.unless(partition >= window.partitionKeys() && partition <= keys, "partition that does not fit its node");
            Refusal.unless(call.orderKeys() >= 0 && call.orderKeys() <= keys - partition, "order that does not fit its node");
            Refusal.unless(call.arguments().size() == call.signature().arguments().size(), "wrong number of arguments for " + name);
            for (int i = 0; i < call.arguments().size(); i++) {
                SqlType type = types.get(Refusal.position(call.arguments().get(i), types.size(), "argument"));
                ExpressionCheck.same(call.signature().arguments().get(i), type, "argument of " + name);
            }
            Refusal.unless(!call.ignoreNulls() || call.function().kind().picksValue(), "IGNORE NULLS in " + name);
            Refusal.unless(call.function().kind() != WindowFunction.Kind.AGGREGATE || call.function().aggregate() != null, "no aggregate " + name);
            Refusal.unless(call.frame().key() == null || call.orderKeys() <= 1, "distance along several keys");
            frame(call.frame(), types);
        }
    }

    private static void frame(WindowFrame frame, List<SqlType> types) {
        boolean range = frame.unit() == WindowFrame.Unit.RANGE;
        boolean offsets = frame.start().kind().hasOffset() || frame.end().kind().hasOffset();
        SortKey key = frame.key();
        Refusal.unless((key != null) == (range && offsets), "frame with a key too many or too few");
        SqlType keyType = key == null ? null : types.get(Refusal.position(key.column(), types.size(), "frame's key"));
        Refusal.unless(keyType == null || measurable(keyType), "distance between values of " + keyType);
        bound(frame.start(), range, keyType, types);
        bound(frame.end(), range, keyType, types);
        Refusal.unless(frame.start().kind() != WindowFrame.Kind.UNBOUNDED_FOLLOWING, "frame that starts behind its partition");
        Refusal.unless(frame.end().kind() != WindowFrame.Kind.UNBOUNDED_PRECEDING, "frame that ends before its partition");
    }

    private static void bound(WindowFrame.Bound bound, boolean range, SqlType keyType, List<SqlType> types) {
        boolean offset = bound.kind().hasOffset();
        Refusal.unless(offset || bound.offset() == -1, "frame bound with an offset that it does not use");
        Refusal.unless((bound.limit() != -1) == (offset && range), "frame bound with a limit too many or too few");
        if (offset && range) {
            ExpressionCheck.same(keyType, types.get(Refusal.position(bound.limit(), types.size(), "frame's limit")), "limit of a frame");
            if (bound.offset() != -1) {
                SqlType type = types.get(Refusal.position(bound.offset(), types.size(), "frame's offset"));
                Refusal.unless(type.isNumeric() || type instanceof SqlType.IntervalYearMonth || type instanceof SqlType.IntervalDaySecond,
                        "offset of a frame of " + type);
            }
        } else if (offset) {
            SqlType type = types.get(Refusal.position(bound.offset(), types.size(), "frame's offset"));
            Refusal.unless(type.equals(SqlType.BIGINT), "offset of a frame that is no bigint");
        }
    }

    /// Whether values have a distance: what RANGE offsets can be searched by.
    private static boolean measurable(SqlType type) {
        return type.isNumeric() || type instanceof SqlType.Date || type instanceof SqlType.Time || type instanceof SqlType.Timestamp
                || type instanceof SqlType.TimestampTz || type instanceof SqlType.IntervalYearMonth || type instanceof SqlType.IntervalDaySecond;
    }
}
