package dev.weir.coordinator.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.admission.AdmissionLimits;
import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryState;
import dev.weir.exec.error.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// One query at a time, one that waits: what clients see of the queue.
@Timeout(120)
class JdbcQueueTest {
    @RegisterExtension
    static final JdbcCluster cluster = new JdbcCluster(new AdmissionLimits(1, 1));

    /// No row for a long time.
    private static final String SILENT = "SELECT count(*) FROM lab.shop.numbers a CROSS JOIN lab.shop.numbers b WHERE a.id * b.id = -1";

    /// A statement on a connection and a thread of its own.
    private record Client(Connection connection, Statement statement, CompletableFuture<String> answer) implements AutoCloseable {
        static Client start(String user, String sql, String... properties) throws SQLException {
            Connection connection = cluster.connect(user, properties);
            Statement statement = connection.createStatement();
            CompletableFuture<String> answer = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    StringBuilder text = new StringBuilder();
                    while (rows.next()) {
                        text.append(rows.getString(1)).append('\n');
                    }
                    answer.complete(text.toString());
                } catch (SQLException | RuntimeException failure) {
                    answer.complete(failure.toString());
                }
            });
            return new Client(connection, statement, answer);
        }

        String get() throws Exception {
            return answer.get(60, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws SQLException {
            statement.close();
            connection.close();
        }
    }

    private static QueryExecution await(String mark, QueryState state) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (System.nanoTime() - end < 0) {
            for (QueryExecution query : cluster.coordinator().queries().history().all()) {
                // A query that was not opened yet is QUEUED, too.
                if (query.sql().contains(mark) && query.state() == state && (state != QueryState.QUEUED || query.queuedNanos() > 0)) {
                    return query;
                }
            }
            Thread.sleep(2);
        }
        throw new AssertionError("never " + state + ": " + mark);
    }

    @Test
    void whoWaitsIsSeenAndCanLeave() throws Exception {
        try (Client running = Client.start("ann", SILENT + " -- first")) {
            await("-- first", QueryState.RUNNING);
            try (Client waiting = Client.start("ben", SILENT + " -- second")) {
                QueryExecution second = await("-- second", QueryState.QUEUED);
                try (Connection connection = cluster.connect("ben"); Statement looking = connection.createStatement()) {
                    try (ResultSet rows = looking.executeQuery("SELECT state, queued_ms FROM system.runtime.queries WHERE query LIKE '%-- second'")) {
                        assertTrue(rows.next());
                        assertEquals("QUEUED", rows.getString(1));
                        assertTrue(rows.getDouble(2) > 0);
                    }
                    // Reads a little: does not wait.
                    try (ResultSet rows = looking.executeQuery("SELECT count(*) FROM lab.shop.types")) {
                        assertTrue(rows.next());
                    }
                }
                try (Client refused = Client.start("cat", SILENT + " -- third")) {
                    String answer = refused.get();
                    assertTrue(answer.contains("TOO_MANY_QUERIES") && answer.contains("--max-queued-queries"), answer);
                }
                waiting.statement().cancel();
                assertTrue(waiting.get().contains("ancel"), waiting.get());
                await("-- second", QueryState.CANCELLED);
                assertEquals(ErrorCode.QUERY_CANCELLED, second.failure().code());
            }
            running.statement().cancel();
            running.get();
        }
    }

    @Test
    void timeInTheQueueCounts() throws Exception {
        try (Client running = Client.start("ann", SILENT + " -- holds")) {
            await("-- holds", QueryState.RUNNING);
            try (Client waiting = Client.start("ben", SILENT + " -- late", "query_timeout=300ms")) {
                assertTrue(waiting.get().contains("QUERY_TIMEOUT"), waiting.get());
            }
            assertFalse(running.answer().isDone());
            running.statement().cancel();
            running.get();
        }
    }

    @Test
    void killedInTheQueue() throws Exception {
        try (Client running = Client.start("ann", SILENT + " -- in the way")) {
            await("-- in the way", QueryState.RUNNING);
            try (Client waiting = Client.start("ben", SILENT + " -- victim"); Connection connection = cluster.connect("ben"); Statement kill = connection.createStatement()) {
                kill.executeUpdate("KILL QUERY '" + await("-- victim", QueryState.QUEUED).id() + "'");
                assertTrue(waiting.get().contains("QUERY_CANCELLED"), waiting.get());
            }
            running.statement().cancel();
            running.get();
        }
    }

    @Test
    void itsTurnComes() throws Exception {
        try (Client running = Client.start("ann", SILENT + " -- goes")) {
            await("-- goes", QueryState.RUNNING);
            String some = "SELECT count(*) FROM (SELECT * FROM lab.shop.numbers LIMIT 2000) a CROSS JOIN (SELECT * FROM lab.shop.numbers LIMIT 2000) b";
            try (Client waiting = Client.start("ben", "EXPLAIN ANALYZE " + some + " -- comes")) {
                await("-- comes", QueryState.QUEUED);
                running.statement().cancel();
                running.get();
                String plan = waiting.get();
                assertTrue(plan.matches("(?s).*queued [0-9.]+ ms, execution.*"), plan);
                assertFalse(plan.contains("queued 0.0 ms"), plan);
            }
        }
    }
}
