package dev.weir.planner.bind;

import java.util.Random;

/// Makes random query texts over the tables t and u of {@link Binding}; many of them make no sense.
final class RandomQueries {
    private final Random random;
    private final boolean plain;
    private int depth;

    /// @param plain only bigint and boolean, nothing that can fail and no LIMIT, so that results can be compared
    RandomQueries(long seed, boolean plain) {
        this.random = new Random(seed);
        this.plain = plain;
    }

    /// Makes the next query.
    String next() {
        depth = 0;
        return query();
    }

    private String query() {
        depth++;
        try {
            int kind = depth > 3 ? 0 : random.nextInt(12);
            return switch (kind) {
                case 0 -> "select " + numeric() + " as x from t";
                case 1 -> "values (" + numeric() + "), (" + numeric() + ")";
                case 2 -> "select a as x from t " + pick("union all", "union", "intersect", "except all") + " (" + query() + ")";
                case 3 -> "with w as (" + query() + ") select x from w" + (chance(2) ? ", w w2 where w.x = w2.x" : "");
                default -> select();
            };
        } finally {
            depth--;
        }
    }

    private String select() {
        String from = switch (random.nextInt(7)) {
            case 0 -> "t, u as v";
            case 1 -> "t " + pick("left", "full", "inner", "right") + " join u as v on t.a = v.a and " + condition();
            case 2 -> "t join u using (a)";
            case 3 -> "t, lateral (" + query() + ") l";
            case 4 -> "(" + query() + ") q, t";
            default -> "t";
        };
        StringBuilder sql = new StringBuilder("select ").append(chance(6) ? "distinct " : "");
        boolean grouped = chance(3);
        if (grouped) {
            String key = plain ? pick("a", "b", "a + 1", numeric()) : pick("c", "a", "a + 1", "d", numeric());
            sql.append(pick("count(*)", "sum(" + numeric() + ")", plain ? "min(b)" : "min(e)", "count(distinct " + numeric() + ")")).append(" as x, ").append(key);
            sql.append(" from ").append(from).append(chance(2) ? " where " + condition() : "");
            sql.append(" group by ").append(chance(6) ? "rollup (" + key + ", b)" : key);
            sql.append(chance(3) ? " having " + pick("count(*) > 1", condition()) : "");
        } else {
            sql.append(chance(8) ? "*" : numeric() + " as x").append(" from ").append(from).append(chance(2) ? " where " + condition() : "");
        }
        sql.append(!plain && chance(4) ? " order by " + pick("x", "1", numeric(), "x + 1") + pick(" desc", "") : "");
        return sql.append(!plain && chance(5) ? " limit 3" : "").toString();
    }

    private String numeric() {
        depth++;
        try {
            return switch (depth > 5 ? random.nextInt(5) : random.nextInt(12)) {
                case 0 -> "a";
                case 1 -> plain ? pick("b", "t.b") : pick("b", "t.b", "e", "f", "s");
                case 2 -> String.valueOf(random.nextInt(plain ? 4 : 100));
                case 3 -> plain ? "a" : "1.5";
                case 4 -> plain ? pick("v.k", "t.a", "null") : pick("?", "null", "v.k", "t.a");
                case 5, 6 -> "(" + numeric() + (plain ? pick(" + ", " - ", " * ") : pick(" + ", " - ", " * ", " / ", " % ")) + numeric() + ")";
                case 7 -> "(" + query() + ")";
                case 8 -> "case when " + condition() + " then " + numeric() + " else " + numeric() + " end";
                case 9 -> "coalesce(" + numeric() + ", " + numeric() + ")";
                case 10 -> "cast(" + numeric() + " as " + (plain ? "bigint" : pick("bigint", "decimal(20,3)", "double", "integer")) + ")";
                default -> plain ? "a" : "abs(-" + numeric() + ")";
            };
        } finally {
            depth--;
        }
    }

    private String condition() {
        depth++;
        try {
            return switch (depth > 5 ? random.nextInt(4) : random.nextInt(12)) {
                case 0 -> "a = " + random.nextInt(4);
                case 1 -> plain ? "b is null" : "c like 'x%'";
                case 2 -> plain ? "t.b > 1" : "d >= '1994-01-01'";
                case 3 -> "g";
                case 4, 5 -> numeric() + pick(" = ", " < ", " <> ", " is distinct from ") + numeric();
                case 6 -> "(" + condition() + pick(" and ", " or ") + condition() + ")";
                case 7 -> "not " + condition();
                case 8 -> numeric() + pick(" in (", " not in (") + pick(query(), numeric() + ", 3") + ")";
                case 9 -> "exists (" + query() + ")";
                case 10 -> numeric() + " between " + numeric() + " and " + numeric();
                default -> numeric() + " > " + pick("any", "all") + " (" + query() + ")";
            };
        } finally {
            depth--;
        }
    }

    private String pick(String... options) {
        return options[random.nextInt(options.length)];
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
