package dev.weir.bench.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bench.oracle.Disagreement.Outcome;
import dev.weir.bench.suite.QueryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranslationTest {
    @ParameterizedTest
    @CsvSource(delimiter = '#', textBlock = """
            select concat(a, upper(b)) from t # select((a) || (upper(b))) from t
            select greatest(a, b) # select case when(a) is null or(b) is null then null else greatest(a, b) end
            select least(concat(a, b), c) # select case when(((a) || (b))) is null or(c) is null then null else least(((a) || (b)), c) end
            select cast(a as varbinary), truncate(x) # select cast(a as blob), trunc(x)
            concat + 1 # concat + 1
            select day_of_week(d) from t where a >= 1.5e0 # select isodow(d) from t where a >= 1.5e0
            """)
    void saysTheSame(String weir, String duckdb) {
        assertEquals(duckdb, Translation.toDuckDb(weir));
    }

    private static Outcome rows(Object... values) {
        List<Object[]> rows = new ArrayList<>();
        for (Object value : values) {
            rows.add(new Object[] {value});
        }
        return new Outcome(new QueryResult(List.of("a"), rows, 0), "", "");
    }

    private static Outcome error(String code) {
        return new Outcome(null, code, "a message");
    }

    private static String kind(Outcome expected, Outcome actual, String sql) {
        return Disagreement.between(expected, actual, sql).map(Disagreement.Finding::kind).orElse("");
    }

    @Test
    void tellsContradictionsFromWhatMayDiffer() {
        assertEquals("", kind(rows(1, 2, null), rows(2, null, 1), "select a from t"));
        assertEquals("ROWS", kind(rows(1, 2), rows(2, 1), "select a from t order by a"));
        assertEquals("ROWS", kind(rows(1, 2), rows(1, 1), "select a from t"));
        assertEquals("ROWS", kind(rows(1), rows(), "select a from t"));
        assertEquals("ROWS", kind(rows(1), rows((Object) null), "select a from t"));
        assertEquals("", kind(rows(1), error("NUMERIC_OVERFLOW"), "select a from t"));
        assertEquals("", kind(error("DUCKDB"), rows(1), "select a from t"));
        assertEquals("", kind(error("DUCKDB"), error("TYPE_MISMATCH"), "select a from t"));
        assertEquals("INTERNAL", kind(error("DUCKDB"), error("INTERNAL"), "select a from t"));
        assertEquals("TYPE_MISMATCH", kind(rows(1), error("TYPE_MISMATCH"), "select a from t"));
    }

    @Test
    void reducesToWhatFails() {
        String small = QueryReduction.reduce("select a, (b + 1) from t where x in (1, 2) and y = 'z' order by 1", sql -> sql.contains("y = 'z'") && sql.startsWith("select"));
        assertEquals("select y = 'z'", small);
    }

    @Test
    void sameSeedSameQueries() {
        List<RandomTable> tables = new RandomTables(7).make();
        assertEquals(tables, new RandomTables(7).make());
        assertEquals(new RandomQueries(3, tables).query(), new RandomQueries(3, tables).query());
        assertEquals(Optional.empty(), tables.stream().filter(table -> table.columns().size() < 2).findFirst());
    }
}
