package dev.weir.coordinator.logictest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Tests the runner, and the answers of the files themselves against an independent engine: what only Weir answers so says
/// `skipif duckdb`. With `-Dweir.slt=complete` (in `test.jvm.args`) the answers are written anew.
class LogicTestRunnerTest {
    static final Path FOLDER = Path.of("src/test/slt");

    private static LogicTestFile file(String... lines) {
        return LogicTestFile.parse("test", Arrays.asList(lines));
    }

    @Test
    void comparesByType() {
        LogicTestRunner runner = new LogicTestRunner("fake", sql -> switch (sql) {
            case "two" -> List.of(Arrays.asList("2", null), List.of("1", ""));
            case "numbers" -> List.of(List.of("1.3333", "0.30000000000000004"));
            default -> throw new SQLException("CODE: no such thing: " + sql);
        });
        assertEquals(List.of(), runner.run(file("query IT rowsort", "two", "----", "1 (empty)", "2 NULL")));
        assertEquals(1, runner.run(file("query IT", "two", "----", "1 (empty)", "2 NULL")).size());
        assertEquals(List.of(), runner.run(file("query DR", "numbers", "----", "1.33 0.3")));
        assertEquals(1, runner.run(file("query TT", "numbers", "----", "1.33 0.3")).size());
        assertEquals(List.of(), runner.run(file("statement error CODE.*three", "three", "", "skipif fake", "statement ok", "three")));
        assertEquals(1, runner.run(file("statement error CODE.*four", "three")).size());
        assertEquals(1, runner.run(file("statement error CODE", "two")).size());
        assertEquals(1, runner.run(file("onlyif fake", "statement ok", "three", "", "onlyif other", "statement ok", "three")).size());
        assertEquals("# c\n\nquery IT\ntwo\n----\n2 NULL\n1 (empty)\n", runner.complete(file("# c", "", "query IT", "two", "----", "9")));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThrows(IllegalArgumentException.class, () -> file("qury I", "select 1"));
        assertThrows(IllegalArgumentException.class, () -> file("query X", "select 1"));
        assertThrows(IllegalArgumentException.class, () -> file("statement ok", ""));
    }

    @TestFactory
    Stream<DynamicTest> answersAreThoseOfAnIndependentEngine() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(FOLDER)) {
            files = all.filter(path -> path.toString().endsWith(".slt")).sorted().toList();
        }
        return files.stream().map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> {
            try (Connection connection = LogicTestTables.open()) {
                LogicTestRunner runner = new LogicTestRunner("duckdb", sql -> rows(connection, sql));
                LogicTestFile file = LogicTestFile.read(path);
                if ("complete".equals(System.getProperty("weir.slt"))) {
                    Files.writeString(path, runner.complete(file));
                    file = LogicTestFile.read(path);
                }
                List<String> failures = runner.run(file);
                assertTrue(failures.isEmpty(), () -> String.join("\n\n", failures));
            }
        }));
    }

    /// A failure closes the statement, so each text has its own.
    private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                ResultSet results = statement.getResultSet();
                while (results.next()) {
                    List<String> row = new ArrayList<>();
                    for (int i = 1; i <= results.getMetaData().getColumnCount(); i++) {
                        row.add(results.getString(i));
                    }
                    rows.add(row);
                }
            }
        }
        return rows;
    }
}
