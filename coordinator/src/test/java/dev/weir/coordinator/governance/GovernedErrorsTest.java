package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.exec.error.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a failing operation says: over rows of a governed scan, in its own stage or behind any number of exchanges, the
/// code and what went wrong, and no value; over others the value, too.
@Timeout(300)
class GovernedErrorsTest {
    /// Names are `name7`, years in the table have four digits, y has two; none of these is in the queries.
    private static final Pattern VALUE = Pattern.compile("name\\d|north|hidden|no secret|19\\d\\d|'|\\b[345]\\d\\b");
    private static final List<String> FAILING = List.of(
            "SELECT CAST(name AS integer) FROM T",
            "SELECT count(*) FROM T WHERE CAST(secret AS date) > DATE '2000-01-01'",
            "SELECT CAST(m AS integer) FROM (SELECT max(name) AS m FROM T) AS s",
            "SELECT city, sum(CAST(name AS decimal(10, 2))) FROM T GROUP BY city",
            "SELECT CAST(name AS boolean) FROM T ORDER BY id LIMIT 3",
            "SELECT y * 2000000000 * 2000000000 * 2000000000 FROM T",
            "SELECT max(y) * 2000000000 * 2000000000 * 2000000000 FROM T",
            "SELECT CAST(y * 100 AS tinyint) FROM T",
            "SELECT date_trunc(city, day) FROM T",
            "SELECT date_trunc(max(city), max(day)) FROM T",
            "SELECT chr(y + 5000000) FROM T",
            "SELECT from_hex(name) FROM T",
            "SELECT regexp_like('a', '(' || name) FROM T",
            "SELECT split_part(name, 'a', 0 - y) FROM T",
            "SELECT CAST(a.name AS integer) FROM T a JOIN geo.p.places b ON a.id = b.id",
            "SELECT CAST(max(a.name || b.name) AS integer) FROM T a JOIN geo.p.places b ON a.y = b.y AND a.day = b.day",
            "SELECT CAST(b.name AS integer) FROM geo.p.places b WHERE b.id IN (SELECT id FROM T)",
            "WITH w AS (SELECT name, max(y) AS top FROM T GROUP BY name) SELECT CAST(x.name AS bigint) FROM w x JOIN w z ON x.top = z.top",
            "SELECT CAST(name AS integer) FROM T UNION ALL SELECT y FROM geo.p.places",
            "EXPLAIN ANALYZE SELECT CAST(name AS integer) FROM T");

    @TempDir
    Path folder;

    private static void check(EngineRows rows) {
        for (String text : FAILING) {
            EngineRows.Outcome governed = rows.run("ann", text.replaceAll("\\bT\\b", "sales.p.people"));
            assertNotNull(governed.failure(), text);
            assertFalse(VALUE.matcher(governed.failure().detail() + governed.failure().hint()).find(), () -> text + "\n" + governed.failure().getMessage());
            assertFalse(People.canary(governed.seen()), governed::seen);
            assertTrue(governed.failure().code() != ErrorCode.INTERNAL, governed::seen);
        }
        // What nothing governs shows its values, or this would prove nothing.
        for (String text : List.of(FAILING.getFirst(), FAILING.get(2), FAILING.get(6))) {
            EngineRows.Outcome open = rows.run("ann", text.replaceAll("\\bT\\b", "geo.p.places"));
            assertTrue(VALUE.matcher(open.failure().detail()).find(), () -> text + "\n" + open.failure().getMessage());
        }
    }

    @Test
    void errorsOfAMeshShowNoValues() throws Exception {
        GovernedMesh.write(folder);
        try (LocalCluster cluster = GovernedMesh.start(folder)) {
            check(new EngineRows(cluster.coordinator().queries()));
        }
    }

    @Test
    void errorsOfOneProcessShowNoValues() throws Exception {
        GovernedMesh.write(folder);
        try (EmbeddedEngine engine = EmbeddedEngine.open(folder, 2, 1L << 30)) {
            check(new EngineRows(engine.queries()));
        }
    }
}
