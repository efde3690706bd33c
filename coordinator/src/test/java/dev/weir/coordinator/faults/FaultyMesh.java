package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.DomainWorker;
import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.coordinator.launch.MemoryLimits;
import dev.weir.coordinator.launch.SpillPlace;
import dev.weir.coordinator.query.PreparedQuery;
import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryService;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.worker.exchange.MemoryDrain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/// The same folder twice: behind a worker of the domain `lab`, asked by the stock driver, and in an embedded engine, where
/// it is the domain `local`. Tables are in the product `shop`, which is on the search path of both. Every statement is asked of both; afterwards nothing of it may
/// be left: no task, no memory, and at the end no open file.
final class FaultyMesh implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path folder;
    private final LocalCluster cluster;
    private final EmbeddedEngine embedded;
    private final QuerySession session = new QuerySession("faults", "ann");
    private final Connection connection;
    private final List<String> differences = new ArrayList<>();

    /// Opens both over what the folder holds now.
    ///
    /// @param memoryLimit of each process that would be one, in bytes
    FaultyMesh(Path folder, int threads, long memoryLimit) throws SQLException {
        this(folder, threads, memoryLimit, SpillPlace.usual());
    }

    /// @param spill where either may write what does not fit
    FaultyMesh(Path folder, int threads, long memoryLimit, SpillPlace spill) throws SQLException {
        MemoryLimits limits = MemoryLimits.of(memoryLimit).withPageCache(memoryLimit / 4);
        this.folder = folder;
        this.cluster = new LocalCluster(threads, limits, spill);
        cluster.addWorker("lab", folder);
        this.embedded = EmbeddedEngine.open(folder, threads, limits, spill);
        session.set("search_path", "local.shop");
        this.connection = connect();
    }

    /// Makes an empty folder of a domain.
    static Path newFolder() throws IOException {
        Path folder = Files.createTempDirectory("weir-faults").toRealPath();
        Files.createDirectories(folder.resolve("shop"));
        return folder;
    }

    static void removeFolder(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }

    /// Runs statements of an independent engine, which writes the files.
    static void duck(String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:"); Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    /// Writes the rows of a query of that engine into a Parquet file of the folder.
    static void write(Path folder, String path, String query, String... options) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        duck("COPY (" + query + ") TO '" + file + "' (FORMAT parquet" + String.join("", options) + ")");
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(cluster.jdbcUrl() + "&user=ann&password=&search_path=lab.shop");
    }

    DomainWorker worker() {
        return cluster.workers().getFirst();
    }

    LocalCluster cluster() {
        return cluster;
    }

    QueryService embedded() {
        return embedded.queries();
    }

    QuerySession session() {
        return session;
    }

    /// Both must refuse the statement with the code, and with all the words in the text. What differs is kept for
    /// {@link #verify}, so that a test tells all that is wrong.
    void fails(String sql, String code, String... words) throws InterruptedException {
        check(sql, "embedded", code, failure(() -> embeddedRows(sql)), words);
        check(sql, "JDBC", code, failure(() -> jdbcRows(sql)), words);
        assertQuiet();
    }

    /// Fails when a statement did not fail as it should have.
    void verify() {
        List<String> all = List.copyOf(differences);
        differences.clear();
        assertTrue(all.isEmpty(), () -> String.join("\n", all));
    }

    /// Both must answer the statement, with as many rows and these in the form of text.
    List<List<String>> answers(String sql) throws Exception {
        List<List<String>> rows = embeddedRows(sql);
        assertEquals(rows.size(), jdbcRows(sql).size(), sql);
        assertQuiet();
        return rows;
    }

    /// Either is fine: an answer or a code that blames the user or the data, never a bug; both must agree.
    ///
    /// @return the code, or empty for an answer
    String survives(String sql) throws InterruptedException {
        String left = failure(() -> embeddedRows(sql));
        String right = failure(() -> jdbcRows(sql));
        for (String failure : List.of(left, right)) {
            assertFalse(failure.contains("INTERNAL"), () -> start(sql) + ": " + failure);
            assertTrue(failure.isEmpty() || !code(failure).isEmpty(), () -> start(sql) + ": " + failure);
        }
        assertEquals(code(left), code(right), start(sql));
        assertQuiet();
        return code(left);
    }

    @FunctionalInterface
    interface Attempt {
        void run() throws Exception;
    }

    /// The text of the failure; empty when there was none.
    static String failure(Attempt attempt) {
        try {
            attempt.run();
            return "";
        } catch (Exception failure) {
            return failure instanceof QueryException ? failure.getMessage() : failure.toString();
        }
    }

    private static String code(String failure) {
        int kind = failure.indexOf(" (");
        for (String name : List.of("USER", "GOVERNANCE", "RESOURCE", "EXTERNAL", "INTERNAL")) {
            int at = failure.indexOf(" (" + name + ")");
            kind = at >= 0 ? at : kind;
        }
        int begin = kind;
        while (begin > 0 && (Character.isUpperCase(failure.charAt(begin - 1)) || failure.charAt(begin - 1) == '_')) {
            begin--;
        }
        return kind < 0 ? "" : failure.substring(begin, kind);
    }

    private void check(String sql, String arm, String code, String failure, String... words) {
        boolean right = failure.contains(code + " (") && !failure.contains("INTERNAL") && !failure.contains(".java:");
        for (String word : words) {
            right &= failure.contains(word);
        }
        if (!right) {
            differences.add(arm + ", " + start(sql) + ": expected " + code + " " + List.of(words) + ", was: " + (failure.isEmpty() ? "an answer" : failure));
        }
    }

    private static String start(String sql) {
        return sql.length() <= 200 ? sql : sql.substring(0, 200) + "...";
    }

    List<List<String>> embeddedRows(String sql) {
        PreparedQuery prepared = embedded.queries().prepare(session, sql);
        QueryExecution execution = embedded.queries().execute(session, prepared, List.of());
        List<List<String>> rows = new ArrayList<>();
        try (ResultStream stream = execution.open()) {
            for (ResultBatch batch = stream.next(); batch != null; batch = stream.next()) {
                try (VectorSchemaRoot open = batch.toVectors()) {
                    for (int row = 0; row < open.getRowCount(); row++) {
                        List<String> values = new ArrayList<>();
                        for (FieldVector vector : open.getFieldVectors()) {
                            values.add(String.valueOf(vector.getObject(row)));
                        }
                        rows.add(values);
                    }
                }
            }
        }
        return rows;
    }

    List<List<String>> jdbcRows(String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement(); ResultSet results = statement.executeQuery(sql)) {
            int columns = results.getMetaData().getColumnCount();
            while (results.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    values.add(String.valueOf(results.getObject(i)));
                }
                rows.add(values);
            }
        }
        return rows;
    }

    /// Fails unless everything has ended within a second, in all places.
    void assertQuiet() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isQuiet()) {
            assertTrue(System.nanoTime() - end < 0, () -> "still there: " + worker().server().tasks().queries() + " and " + running());
            Thread.sleep(1);
        }
        empty(worker()::usedBytes, worker().memory(), "worker");
        empty(cluster.coordinator().memory()::getAllocatedMemory, cluster.coordinator().memory(), "coordinator");
        empty(embedded::usedBytes, embedded.memory(), "embedded engine");
    }

    private static void empty(LongSupplier used, BufferAllocator memory, String where) {
        if (used.getAsLong() != 0) {
            assertTrue(MemoryDrain.await(used, PATIENCE), () -> where + " holds " + memory.toVerboseString());
        }
    }

    private boolean isQuiet() {
        return worker().server().tasks().idle() && embedded.idle() && running().isEmpty();
    }

    private List<String> running() {
        List<String> running = new ArrayList<>();
        for (QueryService service : List.of(cluster.coordinator().queries(), embedded.queries())) {
            for (QueryExecution query : service.history().all()) {
                if (!query.state().isFinal()) {
                    running.add(query.state() + " " + start(query.sql()));
                }
            }
        }
        return running;
    }

    @Override
    public void close() throws Exception {
        try {
            assertQuiet();
        } finally {
            connection.close();
            embedded.close();
            cluster.close();
        }
        assertEquals(List.of(), LeakExtension.openFiles(folder));
    }
}
