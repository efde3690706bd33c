package dev.weir.coordinator.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.cli.format.OutputFormat;
import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.coordinator.query.QuerySession;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command line prints below an error of running a statement: its line, and a caret below the operation, in one
/// process and over the wire.
class ErrorPlaceTest {
    @TempDir
    static Path folder;

    private static EmbeddedEngine embedded;
    private static LocalCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        embedded = EmbeddedEngine.open(folder, 2, 256L << 20);
        cluster = new LocalCluster(2, 256L << 20);
        cluster.addWorker("local", folder);
    }

    @AfterAll
    static void stop() {
        embedded.close();
        cluster.close();
    }

    @Test
    void caretStandsBelowTheOperation() {
        for (SqlSession session : sessions()) {
            try (session) {
                List<String> printed = printed(session, "select 1 / 0");
                assertTrue(printed.getFirst().startsWith("DIVISION_BY_ZERO (USER) at 1:10: "), printed.toString());
                assertEquals(List.of("LINE 1: select 1 / 0", "                 ^"), printed.subList(1, 3));
            }
        }
    }

    @Test
    void caretStandsInTheLineOfTheOperation() {
        for (SqlSession session : sessions()) {
            try (session) {
                List<String> printed = printed(session, "select x,\n\tcast('n' || cast(x as varchar) as integer)\nfrom (values (1), (2)) t(x)");
                assertTrue(printed.getFirst().startsWith("INVALID_CAST (USER) at 2:2: "), printed.toString());
                assertEquals(List.of("LINE 2:  cast('n' || cast(x as varchar) as integer)", "         ^"), printed.subList(1, 3));
            }
        }
    }

    /// The text that failed is the prepared one, so a caret in the text of the EXECUTE would point anywhere.
    @Test
    void executeNamesThePreparedStatementAndShowsNoPlace() {
        for (SqlSession session : sessions()) {
            try (session) {
                assertEquals(List.of(), printed(session, "prepare quotient from select 10 / ?"));
                List<String> printed = printed(session, "execute quotient using 0");
                assertEquals(1, printed.size(), printed.toString());
                assertTrue(printed.getFirst().startsWith("DIVISION_BY_ZERO (USER): "), printed.toString());
                printed(session, "prepare missing from select nonsense from (values (1)) t(x) where x = ?");
                assertFalse(printed(session, "execute missing using 0").getFirst().contains(" at "));
            }
        }
    }

    private static List<SqlSession> sessions() {
        return List.of(
                new EmbeddedSession(embedded.queries(), new QuerySession("place", "tester"), "embedded", () -> { }),
                new FlightSession(ServerUrl.parse(cluster.coordinator().address()), "tester", "", Map.of()));
    }

    private static List<String> printed(SqlSession session, String sql) {
        StringWriter errors = new StringWriter();
        new StatementRunner(session, new PrintWriter(new StringWriter()), new PrintWriter(errors), false)
                .run(sql, OutputFormat.values()[0], 80, false);
        return errors.toString().lines().toList();
    }
}
