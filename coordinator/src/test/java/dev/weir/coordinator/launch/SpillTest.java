package dev.weir.coordinator.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a user sees of memory limits: queries that go to disk, and the errors when that is not enough.
class SpillTest {
    private static final String GROUPS = "select count(*), min(c), max(c), sum(length(t)) from (select k, t, count(*) c from numbers group by k, t) x";

    @TempDir
    static Path folder;

    @TempDir
    Path spill;

    @BeforeAll
    static void write() throws SQLException, IOException {
        Files.createDirectories(folder.resolve("main"));
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:"); Statement statement = connection.createStatement()) {
            statement.execute("copy (select r % 250000 as k, 'the text of number ' || (r % 250000) as t from range(500000) x(r)) to '"
                    + folder.resolve("main/numbers.parquet") + "' (format parquet, row_group_size 20000)");
        }
    }

    private static List<List<Object>> run(EmbeddedEngine engine, String memory, String sql) {
        QuerySession session = new QuerySession("spill-test", "tester");
        session.set("query_max_memory", memory);
        List<List<Object>> rows = new ArrayList<>();
        try (ResultStream results = engine.queries().execute(session, engine.queries().prepare(session, sql), List.of()).open()) {
            for (ResultBatch batch = results.next(); batch != null; batch = results.next()) {
                try (VectorSchemaRoot held = batch.toVectors()) {
                    for (int row = 0; row < held.getRowCount(); row++) {
                        List<Object> values = new ArrayList<>();
                        for (FieldVector vector : held.getFieldVectors()) {
                            values.add(String.valueOf(vector.getObject(row)));
                        }
                        rows.add(values);
                    }
                }
            }
        }
        return rows;
    }

    private EmbeddedEngine engine(long limit) {
        return EmbeddedEngine.open(folder, 2, MemoryLimits.of(1L << 30).withPageCache(1L << 28), new SpillPlace(spill, limit));
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(spill)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void aQueryWithALimitGoesToDiskAndAnswersTheSame() throws IOException {
        try (EmbeddedEngine engine = engine(Long.MAX_VALUE)) {
            List<List<Object>> expected = run(engine, "0", GROUPS);
            assertEquals("250000", expected.getFirst().getFirst());
            assertFalse(run(engine, "0", "explain analyze " + GROUPS).toString().contains("spilled"));
            assertEquals(expected, run(engine, "24MiB", GROUPS));
            String plan = run(engine, "24MiB", "explain analyze " + GROUPS).toString();
            assertTrue(plan.matches("(?s).*Aggregate[^\\n]*spilled [0-9.]+ MiB.*"), plan);
        }
        assertNothingIsLeft();
    }

    @Test
    void tooLittleMemoryNamesWhoHoldsIt() throws IOException {
        try (EmbeddedEngine engine = engine(Long.MAX_VALUE)) {
            QueryException failure = assertThrows(QueryException.class, () -> run(engine, "1MiB", GROUPS));
            assertEquals(ErrorCode.MEMORY_EXCEEDED, failure.code());
            assertEquals(List.of(List.of("1")), run(engine, "0", "select 1"));
        }
        assertNothingIsLeft();
    }

    @Test
    void aFullDiskIsAnError() throws IOException {
        try (EmbeddedEngine engine = engine(100_000)) {
            QueryException failure = assertThrows(QueryException.class, () -> run(engine, "24MiB", GROUPS));
            assertEquals(ErrorCode.DISK_FULL, failure.code());
            assertEquals("250000", run(engine, "0", GROUPS).getFirst().getFirst());
        }
        assertNothingIsLeft();
    }

    @Test
    void limitsAreSizes() {
        QuerySession session = new QuerySession("spill-test", "tester");
        assertEquals(ErrorCode.INVALID_ARGUMENT, assertThrows(QueryException.class, () -> session.set("query_max_memory", "much")).code());
        assertEquals(ErrorCode.INVALID_ARGUMENT, assertThrows(QueryException.class, () -> session.set("query_max_memory", "10kB")).code());
        session.set("query_max_memory", "1.5GiB");
        assertEquals(3L << 29, session.memory());
    }
}
