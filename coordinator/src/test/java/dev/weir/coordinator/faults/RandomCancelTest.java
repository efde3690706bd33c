package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryService;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Cancels queries at random moments, so that each phase is met: planning, scanning, building, probing, aggregating, sorting, windows,
/// exchanging, sending. Each must end at once with its reason, and leave nothing.
@Timeout(300)
class RandomCancelTest {
    private static final List<String> QUERIES = List.of(
            "SELECT count(*) FROM big WHERE name LIKE '%99%'",
            "SELECT a.name, b.other FROM big a JOIN big b ON a.id = b.other",
            "SELECT count(*) FROM big a JOIN big b ON a.name = b.name LEFT JOIN big c ON a.id = c.other",
            "SELECT name, sum(other) FROM big GROUP BY name",
            "SELECT other % 10, count(DISTINCT name) FROM big GROUP BY other % 10",
            "SELECT name, other FROM big ORDER BY name DESC",
            "SELECT id, name FROM big ORDER BY other LIMIT 1000",
            "SELECT a.id FROM big a WHERE NOT EXISTS (SELECT 1 FROM big b WHERE b.other = a.id AND b.name > a.name)",
            "SELECT id, name, other FROM big",
            "SELECT id FROM big UNION SELECT other FROM big",
            "SELECT a.id + b.id FROM big a CROSS JOIN big b",
            "SELECT count(*) FROM big a, big b WHERE a.id < b.id AND a.other > b.other + 5",
            "WITH w AS (SELECT other % 1000 AS k, max(name) AS m FROM big GROUP BY other % 1000) SELECT * FROM w a JOIN w b ON a.k = b.k ORDER BY a.m",
            "SELECT id, max(name) OVER (ORDER BY other ROWS BETWEEN 5000 PRECEDING AND 5000 FOLLOWING EXCLUDE CURRENT ROW) FROM big",
            "SELECT id, lag(name) OVER (PARTITION BY other % 100 ORDER BY id), count(*) OVER (PARTITION BY name) FROM big",
            "EXPLAIN ANALYZE SELECT name, count(*) FROM big GROUP BY name");

    private static Path folder;
    private static FaultyMesh mesh;
    private static ScheduledExecutorService clock;

    @BeforeAll
    static void open() throws Exception {
        folder = FaultyMesh.newFolder();
        for (int part = 0; part < 3; part++) {
            FaultyMesh.write(folder, "shop/big/" + part + ".parquet",
                    "SELECT i AS id, (i * 7919) % 300000 AS other, 'name of ' || hash(i) AS name FROM range(" + part * 100_000 + ", " + (part + 1) * 100_000 + ") t(i)",
                    ", ROW_GROUP_SIZE 10240");
        }
        mesh = new FaultyMesh(folder, 2, 1L << 30);
        mesh.cluster().addWorker("lab", folder);
        clock = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterAll
    static void close() throws Exception {
        clock.shutdownNow();
        mesh.close();
        FaultyMesh.removeFolder(folder);
    }

    @Test
    void embedded() throws Exception {
        run(mesh.embedded(), mesh.session(), 1, 60);
    }

    @Test
    void cluster() throws Exception {
        run(mesh.cluster().coordinator().queries(), clusterSession(), 2, 60);
    }

    @Test
    @Tag("deep")
    @Timeout(900)
    void manySeeds() throws Exception {
        for (long seed = 10; seed < 20; seed++) {
            run(mesh.embedded(), mesh.session(), seed, 200);
            run(mesh.cluster().coordinator().queries(), clusterSession(), seed, 200);
        }
    }

    private static QuerySession clusterSession() {
        QuerySession session = new QuerySession("faults", "ann");
        session.set("search_path", "lab.shop");
        return session;
    }

    private static void run(QueryService service, QuerySession session, long seed, int times) throws Exception {
        Random random = new Random(seed);
        for (int i = 0; i < times; i++) {
            String sql = QUERIES.get(random.nextInt(QUERIES.size()));
            // Moments near the start are more likely: that is where the phases are short.
            long delay = (long) (Math.pow(random.nextDouble(), 3) * 150_000);
            boolean slow = random.nextInt(4) == 0;
            String what = "seed " + seed + " run " + i + ", after " + delay + " us: " + sql;
            QueryExecution query = service.execute(session, service.prepare(session, sql), List.of());
            QueryException reason = new QueryException(ErrorCode.QUERY_CANCELLED, "cancelled by the test");
            clock.schedule(() -> query.cancel(reason), delay, TimeUnit.MICROSECONDS);
            String failure = FaultyMesh.failure(() -> drain(query, slow));
            assertTrue(failure.isEmpty() || failure.contains("QUERY_CANCELLED (RESOURCE): cancelled by the test"), () -> what + ": " + failure);
            long end = System.nanoTime();
            try {
                mesh.assertQuiet();
            } catch (AssertionError left) {
                throw new AssertionError(what, left);
            }
            assertTrue(System.nanoTime() - end < TimeUnit.SECONDS.toNanos(3), what);
        }
        assertEquals("300000", mesh.answers("SELECT count(*) FROM big").getFirst().getFirst());
    }

    private static void drain(QueryExecution query, boolean slow) throws InterruptedException {
        try (ResultStream stream = query.open()) {
            for (ResultBatch batch = stream.next(); batch != null; batch = stream.next()) {
                batch.close();
                if (slow) {
                    Thread.sleep(1);
                }
            }
        }
    }
}
