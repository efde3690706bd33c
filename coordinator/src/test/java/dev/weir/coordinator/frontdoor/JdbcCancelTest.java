package dev.weir.coordinator.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryState;
import dev.weir.exec.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Every way in which a client can leave before the end. The cluster checks after each that all has ended within a second,
/// here and on the worker, and that no memory is held.
@Timeout(300)
class JdbcCancelTest {
    @RegisterExtension
    static final JdbcCluster cluster = new JdbcCluster();

    /// Once rows have come the driver reports errors of the stream unwrapped.
    private static Exception failing(ResultSet rows) {
        return assertThrows(Exception.class, () -> {
            while (rows.next()) {
                // What had arrived before.
            }
        });
    }

    /// More rows than anybody reads.
    private static final String ENDLESS = "SELECT a.id, b.id FROM lab.shop.numbers a CROSS JOIN lab.shop.numbers b";
    /// No row for a long time.
    private static final String SILENT = "SELECT count(*) FROM lab.shop.numbers a CROSS JOIN lab.shop.numbers b WHERE a.id * b.id = -1";

    @FunctionalInterface
    private interface Leaving {
        void leave(Connection connection, Statement statement, ResultSet rows) throws SQLException;
    }

    private static QueryExecution inMidStream(String mark, Leaving how) throws Exception {
        Connection connection = cluster.connect();
        Statement statement = connection.createStatement();
        try {
            ResultSet rows = statement.executeQuery(ENDLESS + " -- " + mark);
            for (int i = 0; i < 100; i++) {
                assertTrue(rows.next());
            }
            how.leave(connection, statement, rows);
            cluster.assertQuiet();
        } finally {
            close(statement);
            close(connection);
        }
        return cluster.query(mark);
    }

    private static void assertCancelled(QueryExecution query) {
        assertEquals(QueryState.CANCELLED, query.state());
        assertEquals(ErrorCode.QUERY_CANCELLED, query.failure().code());
    }

    @Test
    void cancelInMidStream() throws Exception {
        assertCancelled(inMidStream("cancelled", (_, statement, rows) -> {
            statement.cancel();
            failing(rows);
        }));
    }

    @Test
    void closeTheResult() throws Exception {
        assertCancelled(inMidStream("result closed", (_, _, rows) -> rows.close()));
    }

    @Test
    void closeTheStatement() throws Exception {
        assertCancelled(inMidStream("statement closed", (_, statement, _) -> statement.close()));
    }

    /// The driver leaves a stream that is being read open when its connection is closed, and only then closes statements.
    @Test
    void closeTheConnection() throws Exception {
        assertCancelled(inMidStream("connection closed", (connection, statement, _) -> {
            close(connection);
            close(statement);
        }));
    }

    @Test
    void runAnotherStatementInstead() throws Exception {
        assertCancelled(inMidStream("replaced", (_, statement, _) -> {
            try (ResultSet other = statement.executeQuery("SELECT 1")) {
                assertTrue(other.next());
            }
        }));
    }

    @Test
    void killedByAnotherConnection() throws Exception {
        QueryExecution query = inMidStream("killed", (_, _, rows) -> {
            try (Connection other = cluster.connect(); Statement kill = other.createStatement()) {
                kill.executeUpdate("KILL QUERY '" + cluster.query("-- killed").id() + "'");
            }
            Exception failure = failing(rows);
            assertTrue(failure.toString().contains("QUERY_CANCELLED"), failure.toString());
        });
        assertCancelled(query);
    }

    @Test
    void cancelBeforeTheFirstBatch() throws Exception {
        for (String sql : List.of(SILENT, "EXPLAIN ANALYZE " + SILENT)) {
            try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
                String marked = sql + " -- early " + sql.length();
                CompletableFuture<Throwable> answer = answer(statement, marked);
                awaitRunning("early " + sql.length());
                statement.cancel();
                assertTrue(answer.get(60, TimeUnit.SECONDS) != null);
                cluster.assertQuiet();
                assertCancelled(cluster.query("early " + sql.length()));
            }
        }
    }

    /// Runs a statement on a thread of its own; answers how it failed, or null.
    private static CompletableFuture<Throwable> answer(Statement statement, String sql) {
        CompletableFuture<Throwable> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                answer.complete(null);
            } catch (Throwable failure) {
                answer.complete(failure);
            }
        });
        return answer;
    }

    private static void awaitRunning(String mark) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() - end < 0) {
            for (QueryExecution query : cluster.coordinator().queries().history().all()) {
                if (query.sql().contains(mark) && query.state() == QueryState.RUNNING) {
                    return;
                }
            }
            Thread.sleep(2);
        }
        throw new AssertionError("never ran: " + mark);
    }

    @Test
    void queryTimeoutOfTheSession() throws Exception {
        for (String sql : List.of(SILENT, ENDLESS)) {
            try (Connection connection = cluster.connect("ann", "query_timeout=300ms"); Statement statement = connection.createStatement()) {
                Exception failure = assertThrows(Exception.class, () -> {
                    try (ResultSet rows = statement.executeQuery(sql)) {
                        throw failing(rows);
                    }
                });
                assertTrue(failure.toString().contains("QUERY_TIMEOUT"), failure.toString());
                cluster.assertQuiet();
                assertEquals(ErrorCode.QUERY_TIMEOUT, cluster.query(sql).failure().code());
            }
        }
    }

    @Test
    void queryTimeoutOfTheStatement() throws Exception {
        Connection connection = cluster.connect();
        Statement statement = connection.createStatement();
        statement.setQueryTimeout(1);
        SQLException failure = assertThrows(SQLException.class, () -> {
            try (ResultSet rows = statement.executeQuery(SILENT + " -- impatient")) {
                rows.next();
            }
        });
        assertTrue(failure.toString().contains("timed out"), failure.toString());
        // The driver gives up waiting without a word; it is closing the statement that ends the query.
        statement.close();
        cluster.assertQuiet();
        assertCancelled(cluster.query("-- impatient"));
        close(connection);
    }

    /// The driver may find memory of its own unreleased when it has not read all, and throws.
    private static void close(AutoCloseable ofTheDriver) {
        try {
            ofTheDriver.close();
        } catch (Exception noise) {
            assertTrue(noise.toString().contains("leaked") || noise.toString().contains("clean up") || noise.toString().contains("While closing"), noise.toString());
        }
    }

    @Test
    void theConnectionBreaks() throws Exception {
        try (Wire wire = new Wire(cluster.port())) {
            Connection connection = DriverManager.getConnection(
                    "jdbc:arrow-flight-sql://127.0.0.1:" + wire.port() + "/?useEncryption=false&user=ann&password=");
            Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery(ENDLESS + " -- broken");
            assertTrue(rows.next());
            wire.cut();
            cluster.assertQuiet();
            assertCancelled(cluster.query("-- broken"));
            failing(rows);
            close(connection);
        }
    }

    /// Passes bytes between a client and the coordinator until it is cut.
    private static final class Wire implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        private final List<Socket> ends = Collections.synchronizedList(new ArrayList<>());

        Wire(int port) throws IOException {
            Thread.ofVirtual().start(() -> {
                while (!listening.isClosed()) {
                    try {
                        Socket client = listening.accept();
                        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                        ends.add(client);
                        ends.add(server);
                        Thread.ofVirtual().start(() -> pass(client, server));
                        Thread.ofVirtual().start(() -> pass(server, client));
                    } catch (IOException cut) {
                        return;
                    }
                }
            });
        }

        int port() {
            return listening.getLocalPort();
        }

        private static void pass(Socket from, Socket to) {
            try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
                in.transferTo(out);
            } catch (IOException cut) {
                return;
            }
        }

        void cut() throws IOException {
            listening.close();
            synchronized (ends) {
                for (Socket end : ends) {
                    end.close();
                }
            }
        }

        @Override
        public void close() throws IOException {
            cut();
        }
    }

    @Test
    void systemTablesShowWhatRuns() throws Exception {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement(); Statement looking = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(ENDLESS + " -- seen")) {
                assertTrue(rows.next());
                try (ResultSet queries = looking.executeQuery(
                        "SELECT q.state, count(t.task) FROM system.runtime.queries q LEFT JOIN system.runtime.tasks t ON t.query_id = q.query_id "
                                + "WHERE q.query LIKE '%-- seen' GROUP BY q.state")) {
                    assertTrue(queries.next());
                    assertEquals("RUNNING", queries.getString(1));
                    assertTrue(queries.getInt(2) > 0);
                }
            }
            cluster.assertQuiet();
            try (ResultSet queries = looking.executeQuery(
                    "SELECT state, error_code FROM system.runtime.queries WHERE query LIKE '%-- seen'")) {
                assertTrue(queries.next());
                assertEquals("CANCELLED", queries.getString(1));
                assertEquals("QUERY_CANCELLED", queries.getString(2));
            }
        }
    }

    @Test
    void manyLeaveAtOnce() throws Exception {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String mark = "many " + i;
            all.add(CompletableFuture.runAsync(() -> {
                try (Connection connection = cluster.connect(); Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery(ENDLESS + " -- " + mark)) {
                    assertTrue(rows.next());
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        for (CompletableFuture<Void> one : all) {
            try {
                one.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError(e.getCause());
            }
        }
    }
}
