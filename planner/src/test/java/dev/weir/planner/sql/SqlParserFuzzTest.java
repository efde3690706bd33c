package dev.weir.planner.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Throws random text at the parser: whatever it is, the answer is a tree or a coded error with a position.
class SqlParserFuzzTest {
    private static final String[] PIECES = {
        "a", "t", "\"q\"", "1", "2.5", "1e3", "'s'", "(", ")", "(", ")", ",", ".", "*", "=", "<", "+", "-", "||", "::", "[", "]", "?", ";",
        "=>", "'open", "\"open", "/*", "--", "==", "!", "\u0000", "\ud83d\ude00", "\ud800", "é", "x'0f'", "date", "interval", "'1'", "year",
        "row", "array", "over", "filter", "order", "by", "from", "select", "select", "values", "table", "with", "as", "case", "when", "then",
        "end", "and", "or", "not", "in", "exists", "between", "like", "is", "null", "cast", "extract", "substring", "trim", "position", "for",
        "union", "intersect", "except", "all", "limit", "offset", "fetch", "join", "left", "on", "using", "natural", "lateral", "unnest",
        "group", "having", "rollup", "grouping", "sets", "window", "partition", "rows", "unbounded", "preceding", "explain", "show", "set",
        "create", "policy", "insert", "into", "at", "time", "zone", "current_date", "ignore", "nulls", "within", "exclude", "replace",
    };

    @Test
    void neverFailsOtherwise() {
        Random random = new Random(42);
        int parsed = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder sql = new StringBuilder(random.nextInt(3) == 0 ? "" : "select ");
            int length = random.nextInt(12);
            for (int i = 0; i < length; i++) {
                sql.append(PIECES[random.nextInt(PIECES.length)]).append(random.nextInt(8) == 0 ? "" : " ");
            }
            parsed += check(sql.toString());
        }
        assertTrue(parsed > 100, "few random texts parse: " + parsed);
    }

    @Test
    void survivesDamagedQueries() throws IOException {
        Random random = new Random(7);
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../bench/src/main/resources/dev/weir/bench/queries/tpch"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".sql")).sorted().toList()) {
                texts.add(Files.readString(file));
            }
        }
        for (int round = 0; round < 2_000; round++) {
            StringBuilder sql = new StringBuilder(texts.get(random.nextInt(texts.size())));
            int wounds = 1 + random.nextInt(3);
            for (int i = 0; i < wounds; i++) {
                int at = random.nextInt(sql.length());
                switch (random.nextInt(3)) {
                    case 0 -> sql.delete(at, Math.min(sql.length(), at + 1 + random.nextInt(10)));
                    case 1 -> sql.insert(at, " " + PIECES[random.nextInt(PIECES.length)] + " ");
                    default -> sql.setCharAt(at, (char) (32 + random.nextInt(95)));
                }
            }
            check(sql.toString());
        }
    }

    private static int check(String sql) {
        try {
            Statement statement = SqlParser.parseStatement(sql);
            String printed = SqlFormatter.format(statement);
            assertEquals(
                    SqlRoundTripTest.withoutPositions(statement), SqlRoundTripTest.withoutPositions(SqlParser.parseStatement(printed)),
                    () -> sql + " printed as " + printed);
            return 1;
        } catch (QueryException e) {
            assertEquals(ErrorCode.SYNTAX_ERROR, e.code(), sql);
            assertTrue(e.position().isPresent(), sql);
            return 0;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("parsing failed with " + e + ": " + sql, e);
        }
    }
}
