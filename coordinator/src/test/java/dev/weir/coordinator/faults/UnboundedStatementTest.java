package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Statements as large as programs write them: answered, or refused with a code, in reasonable time.
@Timeout(300)
class UnboundedStatementTest {
    private static final int COLUMNS = 1000;

    private static Path folder;
    private static FaultyMesh mesh;

    @BeforeAll
    static void open() throws Exception {
        folder = FaultyMesh.newFolder();
        FaultyMesh.write(folder, "shop/numbers.parquet", "SELECT i AS id, 'n' || i AS name FROM range(10000) t(i)");
        FaultyMesh.write(folder, "shop/columns.parquet", "SELECT " + joined(COLUMNS, ", ", i -> "i + " + i + " AS c" + i) + " FROM range(10) t(i)");
        mesh = new FaultyMesh(folder, 2, 1L << 30);
    }

    @AfterAll
    static void close() throws Exception {
        mesh.close();
        FaultyMesh.removeFolder(folder);
    }

    @AfterEach
    void verify() {
        mesh.verify();
    }

    private static String joined(int count, String separator, IntFunction<String> part) {
        StringJoiner all = new StringJoiner(separator);
        for (int i = 0; i < count; i++) {
            all.add(part.apply(i));
        }
        return all.toString();
    }

    @Test
    void manyValuesInAList() throws Exception {
        assertEquals(List.of(List.of("5000")), mesh.answers("SELECT count(*) FROM numbers WHERE id IN (" + joined(20_000, ", ", i -> "" + 2 * i) + ")"));
        assertEquals(List.of(List.of("5000")), mesh.answers("SELECT count(*) FROM numbers WHERE name NOT IN (" + joined(20_000, ", ", i -> "'n" + 2 * i + "'") + ")"));
        assertEquals(List.of(List.of("10000")), mesh.answers("SELECT count(*) FROM (VALUES " + joined(10_000, ", ", i -> "(" + i + ", 'v" + i + "')") + ") v(a, b)"));
    }

    @Test
    void manyColumns() throws Exception {
        assertEquals(COLUMNS, mesh.answers("SELECT * FROM columns").getFirst().size());
        assertEquals(COLUMNS, mesh.answers("SELECT " + joined(COLUMNS, ", ", i -> "sum(c" + i + ")") + " FROM columns").getFirst().size());
        assertEquals(10, mesh.answers("SELECT " + joined(400, " + ", i -> "c" + i) + " FROM columns").size());
        assertEquals(10, mesh.answers("SELECT * FROM columns ORDER BY " + joined(COLUMNS, ", ", i -> "c" + i)).size());
        assertEquals(10, mesh.answers("SELECT " + joined(COLUMNS, ", ", i -> "c" + i) + ", count(*) FROM columns GROUP BY " + joined(COLUMNS, ", ", i -> "c" + i)).size());
        assertEquals(10, mesh.answers("SELECT a.* FROM columns a JOIN columns b ON " + joined(200, " AND ", i -> "a.c" + i + " = b.c" + i)).size());
    }

    @Test
    @Tag("deep")
    void deepestExpressions() throws Exception {
        nested(100_000);
    }

    private static void nested(int depth) throws Exception {
        mesh.survives("SELECT " + "(".repeat(depth) + "1" + ")".repeat(depth));
        mesh.survives("SELECT id" + " + 1".repeat(depth) + " FROM numbers WHERE id = 1");
        mesh.survives("SELECT " + "- ".repeat(depth) + "id FROM numbers WHERE id = 1");
        mesh.survives("SELECT count(*) FROM numbers WHERE " + joined(depth, " OR ", i -> "id = " + i));
        mesh.survives("SELECT count(*) FROM numbers WHERE " + "NOT ".repeat(depth) + "id = 1");
    }

    @Test
    void deepExpressions() throws Exception {
        for (int depth : List.of(100, 1000, 10_000)) {
            nested(depth);
        }
        mesh.survives("SELECT " + "abs(".repeat(3000) + "1" + ")".repeat(3000));
        mesh.survives("SELECT " + "CASE WHEN id = 1 THEN 1 ELSE ".repeat(1000) + "0" + " END".repeat(1000) + " FROM numbers WHERE id < 3");
        mesh.survives("SELECT " + joined(2000, " || ", i -> "name") + " FROM numbers WHERE id = 1");
        mesh.survives("SELECT * FROM " + "(SELECT * FROM ".repeat(300) + "numbers" + ")".repeat(300));
        assertEquals(List.of(List.of("1")), mesh.answers("SELECT 1"));
    }

    @Test
    void manySelects() throws Exception {
        assertEquals(List.of(List.of("200")), mesh.answers("SELECT count(*) FROM (" + joined(200, " UNION ", i -> "SELECT " + i + " AS n") + ") u"));
        assertEquals(200, mesh.answers(joined(200, " UNION ALL ", i -> "SELECT id FROM numbers WHERE id = " + i)).size());
        mesh.survives(joined(2000, " UNION ALL ", i -> "SELECT " + i));
        mesh.survives("WITH " + joined(200, ", ", i -> "w" + i + " AS (SELECT * FROM " + (i == 0 ? "numbers" : "w" + (i - 1)) + ")") + " SELECT count(*) FROM w199");
        mesh.survives("WITH w0 AS (SELECT 1 AS n), " + joined(24, ", ", i -> "w" + (i + 1) + " AS (SELECT a.n FROM w" + i + " a JOIN w" + i + " b ON a.n = b.n)") + " SELECT count(*) FROM w4");
    }

    @Test
    void manyJoins() throws Exception {
        String joins = joined(29, " ", i -> "JOIN numbers t" + (i + 1) + " ON t" + i + ".id = t" + (i + 1) + ".id");
        assertEquals(List.of(List.of("10000")), mesh.answers("SELECT count(*) FROM numbers t0 " + joins));
        String star = joined(29, " ", i -> "JOIN numbers t" + (i + 1) + " ON t0.id = t" + (i + 1) + ".id");
        assertEquals(List.of(List.of("10000")), mesh.answers("SELECT count(*) FROM numbers t0 " + star));
        String clique = joined(15, ", ", i -> "numbers t" + i) + " WHERE " + joined(14, " AND ", i -> "t" + i + ".id = t" + (i + 1) + ".id AND t0.name = t" + (i + 1) + ".name");
        assertEquals(List.of(List.of("10000")), mesh.answers("SELECT count(*) FROM " + clique));
        mesh.survives("SELECT count(*) FROM " + joined(12, " CROSS JOIN ", i -> "(SELECT 1 AS n FROM numbers LIMIT 2) t" + i));
        mesh.survives("SELECT count(*) FROM numbers t0 " + joined(30, " ", i -> "LEFT JOIN numbers t" + (i + 1) + " ON t0.id = t" + (i + 1) + ".id + " + i));
    }
}
