package dev.weir.bench.oracle;

import dev.weir.bench.oracle.QueryScope.Column;
import java.util.ArrayList;
import java.util.List;

/// Writes random window functions with one right answer: what depends on the order of peers is ordered by all columns, and
/// all such functions of a query in one way, since rows that are alike in all columns may come in any order.
final class RandomWindows {
    private final Choice choice;
    private final RandomExpressions expressions;
    private String total = "";

    RandomWindows(Choice choice, RandomExpressions expressions) {
        this.choice = choice;
        this.expressions = expressions;
    }

    /// Begins a query.
    void begin() {
        total = "";
    }

    /// Partition and order of functions that tell peers apart.
    private String total(List<Column> columns) {
        if (total.isEmpty()) {
            total = partition(columns) + "order by " + all(columns);
        }
        return total;
    }

    /// A call over rows that have just these columns.
    Column call(List<Column> columns, boolean top) {
        String partition = partition(columns);
        return choice.oneIn(2) ? ordered(columns, partition) : frames(columns, partition, top);
    }

    /// A condition on the number of a row.
    String first(List<Column> columns) {
        String number = choice.of("rank()", "dense_rank()", "row_number()");
        String window = number.startsWith("row") ? total(columns) : partition(columns) + "order by " + keys(columns);
        return number + " over (" + window + ")" + choice.of(" <= 3", " < 3", " = 1", " <= 0", " between 2 and 3", " > 2");
    }

    private String partition(List<Column> columns) {
        return switch (choice.below(4)) {
            case 0 -> "";
            case 1 -> "partition by " + choice.of(columns).text() + ", " + choice.of(columns).text() + " ";
            default -> "partition by " + choice.of(columns).text() + " ";
        };
    }

    private String keys(List<Column> columns) {
        return key(choice.of(columns)) + (choice.oneIn(3) ? ", " + key(choice.of(columns)) : "");
    }

    private String key(Column column) {
        return column.text() + choice.of("", "", " asc", " desc") + choice.of("", "", " nulls first", " nulls last");
    }

    private String all(List<Column> columns) {
        List<String> keys = new ArrayList<>();
        choice.shuffled(columns).forEach(column -> keys.add(key(column)));
        return String.join(", ", keys);
    }

    /// Functions that see each row's place.
    private Column ordered(List<Column> columns, String partition) {
        String total = " over (" + total(columns) + ")";
        Column value = choice.of(columns);
        String nulls = choice.of("", "", " ignore nulls");
        int which = choice.below(10);
        return switch (which) {
            case 0 -> new Column("row_number()" + total, Kind.BIGINT);
            case 1 -> new Column("ntile(" + choice.of(1, 2, 3, 7, 100) + ")" + total, Kind.BIGINT);
            case 2, 3 -> {
                String offset = choice.of("", "", ", 2", ", 0", ", 5", ", -1");
                boolean other = !offset.isEmpty() && value.kind().isMade() && choice.oneIn(2);
                String fallback = other ? ", " + expressions.literal(value.kind()) : "";
                yield new Column(choice.of("lag", "lead") + "(" + value.text() + offset + fallback + nulls + ")" + total, value.kind());
            }
            case 4, 5 -> {
                String call = choice.of("first_value(" + value.text(), "last_value(" + value.text(), "nth_value(" + value.text() + ", " + choice.of(1, 2, 5));
                yield new Column(call + nulls + ") over (" + total(columns) + frame(null) + ")", value.kind());
            }
            case 6 -> new Column("rank() over (" + partition + "order by " + keys(columns) + ")", Kind.BIGINT);
            case 7 -> new Column("dense_rank() over (" + partition + "order by " + keys(columns) + ")", Kind.BIGINT);
            case 8 -> new Column("cast(floor(percent_rank() over (" + partition + "order by " + keys(columns) + ") * 1000) as integer)", Kind.INTEGER);
            default -> new Column("cast(floor(cume_dist() over (" + partition + "order by " + keys(columns) + ") * 1000) as integer)", Kind.INTEGER);
        };
    }

    /// Aggregates over frames.
    private Column frames(List<Column> columns, String partition, boolean top) {
        String filter = choice.oneIn(5) ? " filter (where " + expressions.predicate(new QueryScope(columns, null), 0) + ")" : "";
        Column measured = measured(columns);
        String window = switch (choice.below(5)) {
            case 0 -> "(" + partition + ")";
            case 1 -> "(" + partition + "order by " + keys(columns) + (choice.oneIn(2) ? "" : groups()) + ")";
            case 2 -> measured == null
                    ? "(" + partition + ")"
                    : "(" + partition + "order by " + key(measured) + frame(measured) + ")";
            default -> "(" + total(columns) + frame(null) + ")";
        };
        Column column = choice.of(columns);
        Kind kind = column.kind();
        int which = choice.below(8);
        if (which == 0) {
            return new Column("count(*)" + filter + " over " + window, Kind.BIGINT);
        }
        if (which == 1 || kind == Kind.BYTES || kind == Kind.UUID) {
            return new Column("count(" + column.text() + ")" + filter + " over " + window, Kind.BIGINT);
        }
        if (kind.isNumber() && which < 5) {
            return new Column("sum(" + column.text() + ")" + filter + " over " + window, kind.isWhole() ? Kind.BIGINT : kind);
        }
        if (kind.isNumber() && top && which == 5) {
            return new Column("avg(" + column.text() + ")" + filter + " over " + window, Kind.DOUBLE);
        }
        if (kind == Kind.BOOLEAN) {
            return new Column(choice.of("bool_and", "bool_or") + "(" + column.text() + ")" + filter + " over " + window, Kind.BOOLEAN);
        }
        return new Column(choice.of("min", "max") + "(" + column.text() + ")" + filter + " over " + window, kind);
    }

    /// A column whose values have distances and no extremes; null when there is none.
    private static Column measured(List<Column> columns) {
        for (Column column : columns) {
            boolean whole = column.text().endsWith(".id") || column.text().endsWith(".k");
            if (whole || column.kind() == Kind.DOUBLE || column.kind() == Kind.TIMESTAMP) {
                return column;
            }
        }
        return null;
    }

    private String groups() {
        return " groups between " + choice.of("unbounded preceding", "2 preceding", "0 preceding", "1 preceding", "current row") + " and "
                + choice.of("current row", "1 following", "3 following", "unbounded following") + exclusion();
    }

    /// @param measured what a RANGE is measured along; null for a frame of ROWS
    private String frame(Column measured) {
        String unit = measured == null ? " rows" : " range";
        List<String> offsets = new ArrayList<>();
        for (int distance : new int[] {0, 1, 3, 20}) {
            boolean time = measured != null && measured.kind() == Kind.TIMESTAMP;
            offsets.add(time ? "interval '" + distance + "' day" : measured != null && measured.kind() == Kind.DOUBLE ? distance + ".5" : "" + distance);
        }
        String near = choice.of(offsets);
        String far = choice.of(offsets);
        return unit + " between " + choice.of(
                "unbounded preceding and current row", "unbounded preceding and unbounded following", "current row and unbounded following",
                near + " preceding and current row", near + " preceding and " + far + " following", "current row and " + far + " following",
                "unbounded preceding and " + near + " preceding", near + " following and unbounded following",
                offsets.get(1) + " following and " + far + " following", far + " preceding and " + offsets.get(1) + " preceding",
                "unbounded preceding and " + far + " following") + exclusion();
    }

    private String exclusion() {
        return choice.of("", "", "", "", " exclude current row", " exclude group", " exclude ties", " exclude no others");
    }
}
