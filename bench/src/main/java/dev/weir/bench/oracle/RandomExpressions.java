package dev.weir.bench.oracle;

import java.util.ArrayList;
import java.util.List;

/// Writes random expressions in Weir's SQL over a scope. What may fail is rare, so that most queries answer.
final class RandomExpressions {
    /// Writes subqueries, which are not this class's matter.
    interface Subqueries {
        /// A query of one column of that kind, which may name columns of the scope; at most one row if `single`.
        String column(Kind kind, QueryScope around, boolean single, int depth);
    }

    private static final String[] COMPARISONS = {"=", "<>", "<>", "<", "<=", ">", ">="};

    private final Choice choice;
    private final Subqueries subqueries;

    RandomExpressions(Choice choice, Subqueries subqueries) {
        this.choice = choice;
        this.subqueries = subqueries;
    }

    String value(Kind kind, QueryScope scope, int depth) {
        if (!kind.isMade()) {
            return scope.column(kind, choice).orElse("cast(null as " + kind.sql() + ")");
        }
        if (depth <= 0 || choice.oneIn(3)) {
            return choice.oneIn(6) ? literal(kind) : scope.column(kind, choice).orElseGet(() -> converted(kind, scope));
        }
        int common = choice.below(12);
        if (common == 0) {
            return "case when " + predicate(scope, depth - 1) + " then " + value(kind, scope, depth - 1)
                    + (choice.oneIn(3) ? "" : " else " + value(kind, scope, depth - 1)) + " end";
        }
        if (common == 1) {
            return "coalesce(" + value(kind, scope, depth - 1) + ", " + value(kind, scope, depth - 1) + ")";
        }
        if (common == 2) {
            return "nullif(" + value(kind, scope, depth - 1) + ", " + value(kind, scope, depth - 1) + ")";
        }
        if (common == 3 && depth > 1 && choice.oneIn(2)) {
            return "(" + subqueries.column(kind, scope, true, depth - 1) + ")";
        }
        return switch (kind) {
            case BOOLEAN -> "(" + predicate(scope, depth - 1) + ")";
            case INTEGER -> integer(scope, depth - 1);
            case BIGINT -> bigint(scope, depth - 1);
            case DECIMAL -> decimal(scope, depth - 1);
            case DOUBLE -> floating(scope, depth - 1);
            case VARCHAR -> text(scope, depth - 1);
            case DATE -> date(scope, depth - 1);
            case TIMESTAMP -> timestamp(scope, depth - 1);
            case SMALL, REAL, INSTANT, TIME, BYTES, UUID -> throw new IllegalStateException("not made: " + kind);
        };
    }

    /// A value out of a column of another kind, where there is none of this one.
    private String converted(Kind kind, QueryScope scope) {
        Kind from = switch (kind) {
            case DECIMAL, DOUBLE, BIGINT, VARCHAR -> Kind.INTEGER;
            case TIMESTAMP -> Kind.DATE;
            case DATE -> Kind.TIMESTAMP;
            case BOOLEAN, SMALL, INTEGER, REAL, INSTANT, TIME, BYTES, UUID -> kind;
        };
        if (from == kind || !scope.has(from)) {
            return literal(kind);
        }
        return "cast(" + scope.column(from, choice).orElseGet(() -> literal(from)) + " as " + kind.sql() + ")";
    }

    String literal(Kind kind) {
        if (choice.oneIn(15)) {
            return "cast(null as " + kind.sql() + ")";
        }
        return switch (kind) {
            case BOOLEAN -> choice.of("true", "false");
            case INTEGER -> String.valueOf(choice.between(-5, 15));
            case SMALL, BIGINT -> "cast(" + choice.between(-20, 20) + " as " + kind.sql() + ")";
            case DECIMAL -> choice.of("0.05", "1.10", "-3.25", "100.00", "0.00");
            case REAL, DOUBLE -> choice.of("0.25e0", "-1.5e0", "0e0", "10e0");
            case VARCHAR -> choice.of("'a'", "'b'", "''", "'apple'", "'abc'", "'äpfel'", "'zz'", "'a longer text that fits into no view'");
            case DATE -> choice.of("date '2020-02-29'", "date '2020-01-01'", "date '2021-12-31'");
            case TIMESTAMP -> choice.of("timestamp '2020-02-01 00:00:00'", "timestamp '2020-01-15 12:00:00'");
            case INSTANT, TIME, BYTES, UUID -> "cast(null as " + kind.sql() + ")";
        };
    }

    private String integer(QueryScope scope, int depth) {
        String a = value(Kind.INTEGER, scope, depth);
        return switch (choice.below(14)) {
            case 0, 1 -> "(" + a + " + " + value(Kind.INTEGER, scope, depth) + ")";
            case 2 -> "(" + a + " - " + value(Kind.INTEGER, scope, depth) + ")";
            case 3 -> "(" + a + " * " + choice.between(-3, 3) + ")";
            case 4 -> "(" + a + " / " + choice.of("2", "3", "-4", "nullif(" + value(Kind.INTEGER, scope, depth) + ", 0)") + ")";
            case 5 -> "(" + a + " % " + choice.of("2", "3", "-4", "nullif(" + value(Kind.INTEGER, scope, depth) + ", 0)") + ")";
            case 6 -> "cast(length(" + value(Kind.VARCHAR, scope, depth) + ") as integer)";
            case 7 -> "cast(extract(" + choice.of("year", "month", "day", "quarter", "week", "doy") + " from " + value(Kind.DATE, scope, depth) + ") as integer)";
            case 8 -> "cast(extract(" + choice.of("hour", "minute", "day") + " from " + value(Kind.TIMESTAMP, scope, depth) + ") as integer)";
            case 9 -> "abs(" + a + ")";
            case 10 -> choice.of("greatest", "least") + "(" + a + ", " + value(Kind.INTEGER, scope, depth) + ")";
            case 11 -> scope.column(Kind.SMALL, choice).map(column -> "cast(" + column + " as integer)").orElse(a);
            case 12 -> "cast(position(" + choice.of("'a'", "'b'", "'p'") + " in " + value(Kind.VARCHAR, scope, depth) + ") as integer)";
            default -> "(- " + a + ")";
        };
    }

    private String bigint(QueryScope scope, int depth) {
        String a = value(Kind.BIGINT, scope, depth);
        return switch (choice.below(8)) {
            case 0 -> "(" + a + " + " + value(choice.of(Kind.BIGINT, Kind.INTEGER), scope, depth) + ")";
            case 1 -> "(" + a + " - " + value(choice.of(Kind.BIGINT, Kind.INTEGER), scope, depth) + ")";
            case 2 -> "(" + a + " * " + choice.between(-3, 3) + ")";
            case 3 -> "cast(" + value(Kind.INTEGER, scope, depth) + " as bigint)";
            case 4 -> "cast(" + value(Kind.DECIMAL, scope, 0) + " as bigint)";
            case 5 -> "date_diff('" + choice.of("day", "month", "year") + "', date_trunc('year', " + value(Kind.DATE, scope, depth) + "), date_trunc('year', " + value(Kind.DATE, scope, depth) + "))";
            case 6 -> "cast(" + value(Kind.BOOLEAN, scope, depth) + " as bigint)";
            default -> "(" + a + " % 7)";
        };
    }

    private String decimal(QueryScope scope, int depth) {
        String a = value(Kind.DECIMAL, scope, 0);
        return switch (choice.below(8)) {
            case 0 -> "(" + a + " + " + value(Kind.DECIMAL, scope, 0) + ")";
            case 1 -> "(" + a + " - " + value(choice.of(Kind.DECIMAL, Kind.INTEGER), scope, 0) + ")";
            case 2 -> "(cast(" + a + " as decimal(24, 4)) * " + choice.of("1.1", "0.07", "-2") + ")";
            case 3 -> "cast(" + value(Kind.INTEGER, scope, depth) + " as decimal(12, 2))";
            case 4 -> "round(" + a + ", 1)";
            case 5 -> "abs(" + a + ")";
            case 6 -> "cast(" + a + " as decimal(24, 1))";
            default -> "(- " + a + ")";
        };
    }

    private String floating(QueryScope scope, int depth) {
        String a = value(Kind.DOUBLE, scope, depth);
        return switch (choice.below(8)) {
            case 0 -> "(" + a + " + " + value(choice.of(Kind.DOUBLE, Kind.INTEGER), scope, depth) + ")";
            case 1 -> "(" + a + " - " + value(Kind.DOUBLE, scope, depth) + ")";
            case 2 -> "(" + a + " * 0.5e0)";
            case 3 -> "(" + a + " / 4e0)";
            case 4 -> "cast(" + value(choice.of(Kind.INTEGER, Kind.BIGINT), scope, depth) + " as double)";
            case 5 -> scope.column(Kind.REAL, choice).map(column -> "cast(" + column + " as double)").orElse(a);
            case 6 -> choice.of("floor", "ceil", "abs") + "(" + a + ")";
            default -> "(- " + a + ")";
        };
    }

    private String text(QueryScope scope, int depth) {
        String a = value(Kind.VARCHAR, scope, depth);
        return switch (choice.below(12)) {
            case 0 -> "(" + a + " || " + value(Kind.VARCHAR, scope, depth) + ")";
            case 1 -> "upper(" + a + ")";
            case 2 -> "lower(" + a + ")";
            case 3 -> "substring(" + a + " from " + choice.between(1, 3) + (choice.oneIn(2) ? "" : " for " + choice.between(0, 4)) + ")";
            case 4 -> "trim(" + a + ")";
            case 5 -> "replace(" + a + ", 'a', 'xy')";
            case 6 -> choice.of("left", "right") + "(" + a + ", " + choice.between(0, 3) + ")";
            case 7 -> "cast(" + value(choice.of(Kind.INTEGER, Kind.BIGINT, Kind.DATE, Kind.BOOLEAN, Kind.DECIMAL), scope, 0) + " as varchar)";
            case 8 -> choice.of("lpad", "rpad") + "(" + a + ", " + choice.between(1, 8) + ", '*')";
            case 9 -> "concat(" + a + ", " + value(Kind.VARCHAR, scope, depth) + ")";
            case 10 -> choice.of("greatest", "least") + "(" + a + ", " + value(Kind.VARCHAR, scope, depth) + ")";
            default -> a;
        };
    }

    private String date(QueryScope scope, int depth) {
        String a = value(Kind.DATE, scope, depth);
        return switch (choice.below(6)) {
            case 0, 1 -> "cast(" + a + choice.of(" + ", " - ") + "interval '" + choice.between(0, 40) + "' " + choice.of("day", "month", "year") + " as date)";
            case 2 -> "cast(date_trunc('" + choice.of("month", "year", "quarter", "week") + "', " + a + ") as date)";
            case 3 -> "cast(" + value(Kind.TIMESTAMP, scope, depth) + " as date)";
            case 4 -> choice.of("greatest", "least") + "(" + a + ", " + value(Kind.DATE, scope, depth) + ")";
            default -> a;
        };
    }

    private String timestamp(QueryScope scope, int depth) {
        String a = value(Kind.TIMESTAMP, scope, depth);
        return switch (choice.below(5)) {
            case 0 -> "(" + a + choice.of(" + ", " - ") + "interval '" + choice.between(0, 40) + "' " + choice.of("day", "month", "hour", "minute", "second") + ")";
            case 1 -> "date_trunc('" + choice.of("month", "year", "day", "hour") + "', " + a + ")";
            case 2 -> "cast(" + value(Kind.DATE, scope, depth) + " as timestamp)";
            default -> a;
        };
    }

    String predicate(QueryScope scope, int depth) {
        if (depth > 0 && choice.oneIn(3)) {
            return switch (choice.below(4)) {
                case 0 -> "(" + predicate(scope, depth - 1) + choice.of(" and ", " or ") + predicate(scope, depth - 1) + ")";
                case 1, 2 -> "(" + predicate(scope, depth - 1) + " or " + predicate(scope, depth - 1) + ")";
                default -> "not (" + predicate(scope, depth - 1) + ")";
            };
        }
        Kind kind = comparable(scope);
        String a = value(kind, scope, depth - 1);
        return switch (choice.below(16)) {
            case 0 -> a + " is" + choice.of("", " not", " not") + " null";
            case 1 -> a + choice.of("", " not") + " between " + value(kind, scope, depth - 1) + " and " + value(kind, scope, depth - 1);
            case 2, 3 -> a + choice.of("", " not") + " in (" + list(kind, scope) + ")";
            case 4 -> value(Kind.VARCHAR, scope, depth - 1) + choice.of("", " not")
                    + (choice.oneIn(5) ? " like " + value(Kind.VARCHAR, scope, 0) + " || '%'" : " like " + pattern());
            case 5 -> value(Kind.BOOLEAN, scope, depth - 1);
            case 6 -> a + " is" + choice.of("", " not") + " distinct from " + value(kind, scope, depth - 1);
            case 7 -> "(" + value(Kind.BOOLEAN, scope, depth - 1) + ") is" + choice.of("", " not") + choice.of(" true", " false");
            case 8 -> mixed(scope);
            case 9, 10 -> depth > 0 ? subquery(kind, a, scope, depth - 1) : a + " = " + value(kind, scope, 0);
            default -> a + " " + choice.of(COMPARISONS) + " " + value(kind, scope, depth - 1);
        };
    }

    private String subquery(Kind kind, String value, QueryScope scope, int depth) {
        return switch (choice.below(6)) {
            case 0, 1 -> choice.of("", "not ") + "exists (" + subqueries.column(kind, scope, false, depth) + ")";
            case 2 -> value + " in (" + subqueries.column(kind, scope, false, depth) + ")";
            case 3 -> value + " not in (" + subqueries.column(kind, scope, false, depth) + ")";
            case 4 -> value + " " + choice.of(COMPARISONS) + " " + choice.of("any", "all") + " (" + subqueries.column(kind, scope, false, depth) + ")";
            default -> value + " " + choice.of(COMPARISONS) + " (" + subqueries.column(kind, scope, true, depth) + ")";
        };
    }

    /// Compares numbers of two kinds.
    private String mixed(QueryScope scope) {
        Kind left = choice.of(Kind.INTEGER, Kind.BIGINT, Kind.SMALL);
        Kind right = choice.of(Kind.DECIMAL, Kind.DOUBLE, Kind.BIGINT, Kind.INTEGER);
        return value(left, scope, 0) + " " + choice.of(COMPARISONS) + " " + value(right, scope, 0);
    }

    private String list(Kind kind, QueryScope scope) {
        List<String> values = new ArrayList<>();
        int count = choice.between(1, 9);
        for (int i = 0; i < count; i++) {
            values.add(choice.oneIn(4) ? value(kind, scope, 0) : literal(kind));
        }
        return String.join(", ", values);
    }

    /// What LIKE compares with.
    String pattern() {
        return choice.of("'a%'", "'%a'", "'%a%'", "'a_c'", "'_'", "'%'", "''", "'%longer%view%'", "'äp%'", "'b!%' escape '!'", "'%p_l%'", "'__%'");
    }

    /// A kind that can be compared and that the scope has.
    Kind comparable(QueryScope scope) {
        for (int tries = 0; tries < 4; tries++) {
            Kind kind = choice.of(Kind.values());
            if (scope.has(kind)) {
                return kind;
            }
        }
        return choice.of(Kind.INTEGER, Kind.VARCHAR, Kind.INTEGER, Kind.DATE);
    }
}
