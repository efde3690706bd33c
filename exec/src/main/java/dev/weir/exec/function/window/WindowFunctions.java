package dev.weir.exec.function.window;

import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.function.WindowFunction.Kind;
import dev.weir.exec.function.WindowFunction.Signature;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import java.util.List;
import java.util.Optional;

/// The functions that need OVER.
public final class WindowFunctions {
    public static final WindowFunction ROW_NUMBER = numbering("row_number", Kind.ROW_NUMBER, SqlType.BIGINT,
            "The number of the row in its partition, from 1.");
    public static final WindowFunction RANK = numbering("rank", Kind.RANK, SqlType.BIGINT,
            "One more than the rows that come before the row's peers.");
    public static final WindowFunction DENSE_RANK = numbering("dense_rank", Kind.DENSE_RANK, SqlType.BIGINT,
            "The number of the row's peers among all groups of peers, from 1.");
    public static final WindowFunction PERCENT_RANK = numbering("percent_rank", Kind.PERCENT_RANK, SqlType.DOUBLE,
            "rank - 1 as a part of the partition's other rows, from 0 to 1.");
    public static final WindowFunction CUME_DIST = numbering("cume_dist", Kind.CUME_DIST, SqlType.DOUBLE,
            "The part of the partition's rows that come not after the row's peers.");
    public static final WindowFunction NTILE = new WindowFunction("ntile", Kind.NTILE,
            types -> types.size() == 1 && whole(types.getFirst())
                    ? Optional.of(new Signature(List.of(SqlType.BIGINT), SqlType.BIGINT)) : Optional.empty(),
            "The number of the row's part when the partition is cut into n parts of nearly equal size.", null);
    public static final WindowFunction LAG = new WindowFunction("lag", Kind.LAG, WindowFunctions::offset,
            "The value n rows (1) before in the partition; where there is no such row, the third argument or NULL.", null);
    public static final WindowFunction LEAD = new WindowFunction("lead", Kind.LEAD, WindowFunctions::offset,
            "The value n rows (1) after in the partition; where there is no such row, the third argument or NULL.", null);
    public static final WindowFunction FIRST_VALUE = new WindowFunction("first_value", Kind.FIRST_VALUE, WindowFunctions::value,
            "The value of the frame's first row.", null);
    public static final WindowFunction LAST_VALUE = new WindowFunction("last_value", Kind.LAST_VALUE, WindowFunctions::value,
            "The value of the frame's last row.", null);
    public static final WindowFunction NTH_VALUE = new WindowFunction("nth_value", Kind.NTH_VALUE,
            types -> types.size() == 2 && whole(types.get(1))
                    ? Optional.of(new Signature(List.of(types.getFirst(), SqlType.BIGINT), types.getFirst())) : Optional.empty(),
            "The value of the frame's n-th row, from 1; NULL where the frame is shorter.", null);

    public static final List<WindowFunction> ALL = List.of(
            ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE);

    private WindowFunctions() {}

    private static WindowFunction numbering(String name, Kind kind, SqlType result, String description) {
        return new WindowFunction(
                name, kind, types -> types.isEmpty() ? Optional.of(new Signature(List.of(), result)) : Optional.empty(), description, null);
    }

    private static Optional<Signature> value(List<SqlType> types) {
        return types.size() == 1 ? Optional.of(new Signature(types, types.getFirst())) : Optional.empty();
    }

    private static Optional<Signature> offset(List<SqlType> types) {
        if (types.isEmpty() || types.size() > 3 || types.size() > 1 && !whole(types.get(1))) {
            return Optional.empty();
        }
        SqlType value = types.getFirst();
        return switch (types.size()) {
            case 1 -> Optional.of(new Signature(List.of(value), value));
            case 2 -> Optional.of(new Signature(List.of(value, SqlType.BIGINT), value));
            default -> TypeRules.common(value, types.get(2)).map(common -> new Signature(List.of(common, SqlType.BIGINT, common), common));
        };
    }

    private static boolean whole(SqlType type) {
        return type instanceof SqlType.Integral || type instanceof SqlType.Unknown;
    }
}
