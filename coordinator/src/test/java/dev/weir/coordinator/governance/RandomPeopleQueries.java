package dev.weir.coordinator.governance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Random queries over {@link People}, `T` standing for the table. What they answer does not depend on the order of rows.
final class RandomPeopleQueries {
    private static final List<String> VALUES = List.of(
            "id", "name", "city", "secret", "salary", "y", "day", "upper(secret)", "length(name)", "coalesce(secret, name)", "salary - id", "y % 7",
            "CASE WHEN secret IS NULL THEN 'none' ELSE name END", "extract(year FROM day)", "substring(secret, 1, 3)");
    private static final List<String> CONDITIONS = List.of(
            "y > 35", "y = 20", "name = 'name7'", "name LIKE 'name1%'", "secret LIKE 'CANARY%'", "secret = 'CANARY7'", "secret IS NULL", "secret = 'hidden'",
            "salary > 1000", "salary = 0", "salary IN (0, 1, 6828542571929763847)", "city = 'north'", "city IS NULL", "city LIKE 'CANARY%'", "id < 100",
            "id > 1000000", "day < DATE '1971-01-01'", "day BETWEEN DATE '1995-01-01' AND DATE '1996-01-01'", "name IS NOT NULL", "NOT (y = 20)",
            "length(secret) > 6", "secret >= 'A' AND secret < 'h'", "y IN (10, 20, 31, 40)");
    private static final List<String> ORACLES = List.of(
            "y = 20 AND 1 / (y - 20) = 0", "1 / (y - 20) = 0", "1 / (y - 10) >= 0", "CAST(secret AS integer) > 0", "CAST(name AS integer) > 0",
            "CAST(substring(name, 5) AS integer) > 3", "salary * 10 > 0", "salary + 9000000000000000000 > 0", "CAST(salary AS integer) >= 0",
            "CAST(id AS smallint) > 7", "1 / length(secret) >= 0", "split_part(name, 'm', y - 20) = 'x'", "rpad(name, y - 15, substring(city, 1, 0)) IS NOT NULL", "chr(y - 21) IS NOT NULL", "lpad(city, 20, name) > 'a'",
            "regexp_like('a', '(' || substring(name, 1, 1) || ')')", "CAST(CAST(y - 15 AS varchar) AS tinyint) > 7", "from_hex(substring(secret, 1, 0)) IS NULL", "date_trunc(city, day) IS NOT NULL");
    private static final List<String> AGGREGATES = List.of(
            "count(*)", "count(secret)", "count(DISTINCT secret)", "count(DISTINCT city)", "min(secret)", "max(secret)", "min(salary)", "max(salary)", "min(id)",
            "max(id)", "sum(y)", "min(day)", "max(name)", "count(*) FILTER (WHERE secret LIKE 'C%')");

    private final Random random;

    RandomPeopleQueries(long seed) {
        random = new Random(seed);
    }

    String next() {
        String where = where();
        return switch (random.nextInt(13)) {
            case 0 -> "SELECT " + list(VALUES) + " FROM T" + where;
            case 1 -> "SELECT " + list(AGGREGATES) + " FROM T" + where;
            case 2 -> {
                String key = any(VALUES);
                yield "SELECT " + key + ", " + list(AGGREGATES) + " FROM T" + where + " GROUP BY " + key + (random.nextBoolean() ? " HAVING count(*) > 1" : "");
            }
            case 3 -> "SELECT DISTINCT " + list(VALUES) + " FROM T" + where;
            case 4 -> "SELECT secret, salary, id FROM T ORDER BY secret DESC, salary, id LIMIT " + (1 + random.nextInt(20));
            case 5 -> "SELECT a.id, b.secret FROM T a JOIN T b ON a." + key() + " = b." + key() + " AND a.y = b.y WHERE a." + any(List.of("y > 35", "secret IS NULL", "id < 90"));
            case 6 -> "SELECT count(*), min(a.secret) FROM T a LEFT JOIN (VALUES ('CANARY7', 1), ('hidden', 2), ('name7', 3)) AS v(s, n) ON a.secret = v.s" + where;
            case 7 -> "SELECT count(*) FROM T WHERE secret " + (random.nextBoolean() ? "" : "NOT ") + "IN (SELECT " + any(List.of("secret", "name", "city")) + " FROM T" + where + ")";
            case 8 -> "SELECT id FROM T a WHERE " + (random.nextBoolean() ? "" : "NOT ") + "EXISTS (SELECT 1 FROM T b WHERE b.secret = a.secret AND b.id > a.id)";
            case 9 -> "WITH w AS (SELECT name, secret, max(salary) AS top FROM T" + where + " GROUP BY name, secret) SELECT w.secret, count(*), max(w.top) FROM w GROUP BY w.secret";
            case 10 -> "SELECT id, " + window() + ", " + window() + " FROM T" + where;
            case 11 -> "SELECT id, secret FROM T" + where + " QUALIFY rank() OVER (PARTITION BY " + key() + " ORDER BY " + any(VALUES) + ", id) <= " + (1 + random.nextInt(3));
            default -> "SELECT " + any(List.of("secret", "name", "city")) + " FROM T" + where + any(List.of(" UNION ALL ", " UNION ", " EXCEPT ", " INTERSECT "))
                    + "SELECT " + any(List.of("secret", "name", "city")) + " FROM T";
        };
    }

    /// Partitions, orders and values see masks.
    private String window() {
        String partition = random.nextInt(3) == 0 ? "" : "PARTITION BY " + key() + " ";
        return switch (random.nextInt(4)) {
            case 0 -> any(List.of("rank()", "dense_rank()", "count(*)", "min(secret)", "max(salary)")) + " OVER (" + partition + "ORDER BY " + any(VALUES) + ")";
            case 1 -> any(List.of("lag(secret)", "lead(secret, 2, 'none')", "first_value(salary)", "last_value(secret IGNORE NULLS)")) + " OVER (" + partition + "ORDER BY "
                    + key() + ", id)";
            case 2 -> "count(*) OVER (ORDER BY salary RANGE BETWEEN 1000 PRECEDING AND 1000 FOLLOWING)";
            default -> any(AGGREGATES.subList(4, 11)) + " OVER (" + partition + "ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)";
        };
    }

    private String key() {
        return any(List.of("name", "secret", "city"));
    }

    private String where() {
        int terms = random.nextInt(4);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < terms; i++) {
            all.add("(" + any(random.nextInt(4) == 0 ? ORACLES : CONDITIONS) + ")");
        }
        return all.isEmpty() ? "" : " WHERE " + String.join(random.nextInt(5) == 0 ? " OR " : " AND ", all);
    }

    private String list(List<String> from) {
        List<String> some = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            some.add(any(from));
        }
        return String.join(", ", some);
    }

    private <V> V any(List<V> from) {
        return from.get(random.nextInt(from.size()));
    }
}
