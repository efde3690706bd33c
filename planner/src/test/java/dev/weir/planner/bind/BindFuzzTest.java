package dev.weir.planner.bind;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorKind;
import dev.weir.exec.error.QueryException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Binds random queries: each becomes a plan that the check accepts, or an error that is the user's.
class BindFuzzTest {
    private final Random random = new Random(11);
    private int depth;

    @Test
    void plansAreSoundOrRefused() {
        int bound = 0;
        for (int round = 0; round < 20_000; round++) {
            depth = 0;
            String sql = query();
            try {
                Binding.statement(sql, Binding.CATALOG, BindSettings.DEFAULT);
                bound++;
            } catch (QueryException e) {
                assertTrue(e.code().kind() == ErrorKind.USER, () -> sql + ": " + e);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(sql, e);
            }
        }
        assertTrue(bound > 2_000, "queries bound: " + bound);
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
            String key = pick("c", "a", "a + 1", "d", numeric());
            sql.append(pick("count(*)", "sum(" + numeric() + ")", "min(e)", "count(distinct " + numeric() + ")")).append(" as x, ").append(key);
            sql.append(" from ").append(from).append(chance(2) ? " where " + condition() : "");
            sql.append(" group by ").append(chance(6) ? "rollup (" + key + ", b)" : key);
            sql.append(chance(3) ? " having " + pick("count(*) > 1", condition()) : "");
        } else {
            sql.append(chance(8) ? "*" : numeric() + " as x").append(" from ").append(from).append(chance(2) ? " where " + condition() : "");
        }
        sql.append(chance(4) ? " order by " + pick("x", "1", numeric(), "x + 1") + pick(" desc", "") : "");
        return sql.append(chance(5) ? " limit 3" : "").toString();
    }

    private String numeric() {
        depth++;
        try {
            return switch (depth > 5 ? random.nextInt(5) : random.nextInt(12)) {
                case 0 -> "a";
                case 1 -> pick("b", "t.b", "e", "f", "s");
                case 2 -> String.valueOf(random.nextInt(100));
                case 3 -> "1.5";
                case 4 -> pick("?", "null", "v.k", "t.a");
                case 5, 6 -> "(" + numeric() + pick(" + ", " - ", " * ", " / ", " % ") + numeric() + ")";
                case 7 -> "(" + query() + ")";
                case 8 -> "case when " + condition() + " then " + numeric() + " else " + numeric() + " end";
                case 9 -> "coalesce(" + numeric() + ", " + numeric() + ")";
                case 10 -> "cast(" + numeric() + " as " + pick("bigint", "decimal(20,3)", "double", "integer") + ")";
                default -> "abs(-" + numeric() + ")";
            };
        } finally {
            depth--;
        }
    }

    private String condition() {
        depth++;
        try {
            return switch (depth > 5 ? random.nextInt(4) : random.nextInt(12)) {
                case 0 -> "a = " + random.nextInt(10);
                case 1 -> "c like 'x%'";
                case 2 -> "d >= '1994-01-01'";
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
