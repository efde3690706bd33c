package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Joins between a governed domain and an open one, with every runtime filter sent that may be sent: what a user sees is
/// what he would see over the view, whichever side makes the filter and whichever is narrowed, masked keys included.
class GovernedFiltersTest {
    private static final String POLICIES = """
            rowPolicies: [{name: some, table: p.people, mode: permissive, to: [all], using: "city = 'north'"}]
            maskPolicies: [{name: hide_secret, column: p.people.secret, to: [all], mask: {kind: replace-with-null}}]
            """;
    private static final List<String> QUERIES = List.of(
            "SELECT count(*), min(v.id), sum(t.n) FROM open.p.people v JOIN (SELECT id, count(*) AS n FROM T GROUP BY id) t ON v.id = t.id WHERE v.id < 100",
            "SELECT count(*), sum(v.n) FROM T t JOIN (SELECT id, count(*) AS n FROM open.p.people GROUP BY id) v ON v.id = t.id WHERE t.id < 200",
            "SELECT count(*), min(v.city) FROM open.p.people v JOIN (SELECT secret, count(*) AS n FROM T GROUP BY secret) t ON v.secret = t.secret",
            "SELECT count(*), max(t.n) FROM (SELECT secret, count(*) AS n FROM T GROUP BY secret) t JOIN open.p.people v ON v.secret = t.secret WHERE v.id < 50",
            "SELECT count(*) FROM open.p.people v WHERE v.id IN (SELECT id FROM T WHERE id > 300)",
            "SELECT count(*) FROM T t WHERE t.id IN (SELECT id FROM open.p.people WHERE id > 300) AND t.name IN (SELECT name FROM open.p.people WHERE id < 500)");

    @Test
    void filtersOfGovernedRowsTellNoMoreThanTheView(@TempDir Path folder) throws Exception {
        List<List<Object>> rows = People.rows(3, 700);
        List<List<Object>> view = new ArrayList<>();
        for (List<Object> row : rows) {
            if ("north".equals(row.get(2))) {
                List<Object> masked = new ArrayList<>(row);
                masked.set(3, null);
                view.add(masked);
            }
        }
        WriteOptions options = WriteOptions.defaults().withRows(50, 50);
        People.write(folder.resolve("sales/p/people/all.parquet"), rows, options);
        People.write(folder.resolve("view/p/people/all.parquet"), view, options);
        People.write(folder.resolve("open/p/people/all.parquet"), view, options);
        Files.writeString(folder.resolve("sales/policies.yaml"), POLICIES);
        int travelled = 0;
        try (EmbeddedEngine engine = EmbeddedEngine.open(folder, 2, 1L << 30)) {
            for (String wait : List.of("auto", "0s", "60s")) {
                EngineRows rowsOf = new EngineRows(engine.queries(), Map.of("runtime_filter_wait", wait));
                for (String query : QUERIES) {
                    EngineRows.Outcome governed = rowsOf.run("ann", query.replaceAll("\\bT\\b", "sales.p.people"));
                    EngineRows.Outcome expected = rowsOf.run("ann", query.replaceAll("\\bT\\b", "view.p.people"));
                    assertEquals(expected.comparable(), governed.comparable(), query + governed.seen());
                    assertFalse(People.canary(governed.seen()), query);
                    EngineRows.Outcome explained = rowsOf.run("ann", "EXPLAIN ANALYZE " + query.replaceAll("\\bT\\b", "sales.p.people"));
                    assertFalse(People.canary(explained.seen()), explained.seen());
                    travelled += explained.seen().contains(" of stage ") ? 1 : 0;
                }
            }
        }
        assertTrue(travelled > 0, "no filter went to another stage");
    }
}
