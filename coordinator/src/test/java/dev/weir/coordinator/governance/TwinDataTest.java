package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two sets of data that differ in hidden rows and behind masks only look the same to who may not see the difference:
/// answers, errors, plans, measured plans but for their times, and what is told of tables and columns.
@Timeout(300)
class TwinDataTest {
    private static final List<String> QUERIES = List.of(
            "SELECT * FROM p.people ORDER BY id",
            "SELECT count(*) FROM p.people",
            "SELECT count(*), count(secret), count(DISTINCT city), min(name), max(name), min(y), max(y), min(salary) FROM p.people",
            "SELECT name, secret, count(*) FROM p.people GROUP BY name, secret ORDER BY 1, 2",
            "SELECT count(*) FROM p.people a JOIN p.people b ON a.y = b.y WHERE a.secret > 'A'",
            "SELECT id FROM p.people WHERE 100 / (y - 20) >= 0 ORDER BY id LIMIT 7",
            "SELECT id FROM p.people WHERE CAST(name AS integer) > 0",
            "SELECT * FROM information_schema.columns WHERE table_name = 'people' ORDER BY ordinal_position",
            "SHOW COLUMNS FROM p.people",
            "EXPLAIN SELECT secret, count(*) FROM p.people WHERE y > 30 GROUP BY secret",
            "EXPLAIN SELECT * FROM p.people a JOIN p.people b ON a.salary = b.salary AND a.name = b.name",
            "EXPLAIN ANALYZE SELECT count(*) FROM p.people",
            "EXPLAIN ANALYZE SELECT secret, count(*) FROM p.people WHERE name LIKE 'name1%' GROUP BY secret",
            "EXPLAIN ANALYZE SELECT a.id FROM p.people a JOIN p.people b ON a.name = b.name AND a.id = b.id ORDER BY a.id LIMIT 10",
            "EXPLAIN ANALYZE SELECT * FROM p.people WHERE y = 20 LIMIT 0",
            "SELECT domain, product, name, rows, governed, problem, snapshot FROM system.mesh.datasets");

    @TempDir
    Path folder;

    private void write(String name, int variant) throws Exception {
        List<List<Object>> rows = new ArrayList<>();
        for (List<Object> row : People.rows(5, 3000)) {
            List<Object> twin = new ArrayList<>(row);
            if (variant == 1) {
                twin.set(3, row.get(3) == null ? "was nothing" : null);
                twin.set(4, 1L);
                if (!People.visible(row)) {
                    twin.set(0, 1L);
                    twin.set(1, null);
                    twin.set(2, "elsewhere");
                    twin.set(5, 999L);
                    twin.set(6, 20_000L);
                }
            }
            rows.add(twin);
        }
        People.write(folder.resolve(name).resolve("p/people.parquet"), rows, WriteOptions.defaults().withRows(700, 100));
        Files.writeString(folder.resolve(name).resolve("policies.yaml"), GovernedMesh.POLICIES);
    }

    private static TreeMap<String, String> seen(Path data) {
        TreeMap<String, String> seen = new TreeMap<>();
        try (EmbeddedEngine engine = EmbeddedEngine.open(data, 1, 1L << 30)) {
            EngineRows rows = new EngineRows(engine.queries());
            for (String text : QUERIES) {
                String told = String.join("\n", rows.run("ann", text).seen().split(", (?=[A-Z ])"));
                seen.put(text, told.replaceAll("[0-9.]+ ms", "_ ms"));
            }
        }
        return seen;
    }

    @Test
    void dataThatDiffersInHiddenValuesLooksTheSame() throws Exception {
        write("one", 0);
        write("two", 1);
        TreeMap<String, String> one = seen(folder.resolve("one"));
        TreeMap<String, String> two = seen(folder.resolve("two"));
        for (String text : QUERIES) {
            assertEquals(one.get(text), two.get(text), text);
        }
        assertTrue(one.get(QUERIES.get(11)).contains("governed: own_city"), one.get(QUERIES.get(11)));
    }
}
