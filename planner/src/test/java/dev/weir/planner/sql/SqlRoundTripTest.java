package dev.weir.planner.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Parses, prints and parses again: the trees are equal, positions apart.
class SqlRoundTripTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "SELECT 1",
        "SELECT DISTINCT a AS b, t.c FROM t",
        "SELECT *, t.*, t.* EXCLUDE (a, b), * REPLACE (a + 1 AS a) FROM d.p.t AS t",
        "SELECT a FROM a, b AS x, (SELECT 1) AS y (c), (VALUES (1, 2), (3, 4)) AS v (p, q)",
        "SELECT a FROM a INNER JOIN b ON a.x = b.x LEFT JOIN c USING (x, y) NATURAL FULL JOIN d CROSS JOIN e",
        "SELECT a FROM a INNER JOIN (b RIGHT JOIN c ON TRUE) ON a.x = b.x",
        "SELECT a FROM a, LATERAL (SELECT a.x) AS l, UNNEST(ARRAY[1, 2]) WITH ORDINALITY AS u (v, n)",
        "SELECT a FROM 'file.parquet' AS f, generate_series(1, stop => 3) AS g, t TABLESAMPLE SYSTEM (10)",
        "SELECT a FROM w.x.y.z WHERE \"Mixed\" = \"select\" AND \"a\"\"b\" <> 1",
        "SELECT a FROM t GROUP BY a, 2, ROLLUP (a, (b, c)), CUBE (d), GROUPING SETS ((), a, (a, b)) HAVING count(*) > 1",
        "SELECT a FROM t GROUP BY ALL",
        "SELECT a FROM t GROUP BY DISTINCT a, b",
        "SELECT a FROM t WHERE x QUALIFY row_number() OVER w = 1 WINDOW w AS (PARTITION BY a ORDER BY b DESC NULLS FIRST)",
        "SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t",
        "SELECT sum(a) OVER (w GROUPS BETWEEN (1) PRECEDING AND (INTERVAL '1' DAY) FOLLOWING), rank() OVER () FROM t",
        "SELECT a FROM t ORDER BY 1, b DESC, c NULLS FIRST OFFSET 5 ROWS LIMIT 10",
        "SELECT a FROM t ORDER BY a FETCH FIRST 3 ROWS WITH TIES",
        "SELECT 1 UNION SELECT 2 INTERSECT SELECT 3 EXCEPT ALL SELECT 4",
        "(SELECT 1 UNION SELECT 2 LIMIT 1) INTERSECT ALL (TABLE t)",
        "WITH a (x, y) AS (SELECT 1, 2), b AS (SELECT * FROM a) SELECT * FROM a, b",
        "WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT * FROM a) SELECT * FROM a",
        "VALUES (1), (2)",
        "SELECT 1, 1.50, 1., 1.0E10, 'it''s', X'00ff', date '2026-01-31', timestamp '2026-01-31 10:00:00', TRUE, NULL, ?",
        "SELECT time '10:00:00', timestamp(3) '2026-01-31 10:00:00', decimal '1.5', uuid 'x'",
        "SELECT INTERVAL '3' MONTH, INTERVAL -'1-2' YEAR TO MONTH, INTERVAL '1 02:03:04' DAY TO SECOND",
        "SELECT a + b - c * d / -e % 2 || 'x'",
        "SELECT a - (b - c), (a + b) * c, -(-a), -(a + b), a || (b || c)",
        "SELECT a = b, a <> b, a < b, a <= b, a > b, a >= b, a IS DISTINCT FROM b, a IS NOT DISTINCT FROM b",
        "SELECT a = b = c, a = (b = c), (a AND b) IS TRUE, a IS NOT FALSE, a IS UNKNOWN, a IS NULL, a IS NOT NULL",
        "SELECT a BETWEEN 1 AND 2 AND b, a NOT BETWEEN SYMMETRIC 2 AND 1 OR NOT c",
        "SELECT a IN (1, 2), a NOT IN (SELECT 1), ROW(a, b) IN (SELECT 1, 2), EXISTS (SELECT 1), NOT EXISTS (SELECT 1)",
        "SELECT a LIKE 'x%' ESCAPE '\\', a NOT ILIKE b || '%'",
        "SELECT a = ANY (SELECT 1), a <> ALL (VALUES (1), (2)), (SELECT 1) + 1",
        "SELECT CASE a WHEN 1 THEN 'x' ELSE 'y' END, CASE WHEN a THEN b WHEN c THEN d END",
        "SELECT CAST(a AS decimal(12, 2)), TRY_CAST(a AS timestamp(3) with time zone), CAST(a AS array(integer))",
        "SELECT CAST(a AS row(x integer, y map(varchar, double))), CAST(a AS interval day to second), CAST(a AS char(3))",
        "SELECT EXTRACT(year FROM d), CURRENT_DATE, CURRENT_TIMESTAMP(3), LOCALTIME",
        "SELECT count(*), count(DISTINCT a), array_agg(a ORDER BY b DESC), sum(a) FILTER (WHERE a > 1)",
        "SELECT first_value(a) IGNORE NULLS OVER (ORDER BY b), listagg(a ORDER BY b)",
        "SELECT t AT TIME ZONE 'UTC', (t + u) AT TIME ZONE INTERVAL '1' HOUR, a[1][2], (r).f.g, left(a, 1), replace(a, b, c)",
        "SELECT ROW(1, 2), ROW(1), ARRAY[], f(x => 1, y => 2)",
        "SELECT date, year, name, state, value, type, position, first, last, interval, \"limit\" AS offset FROM zone",
        "SELECT coalesce(a, b), nullif(a, b), if(a, b, c), d.f(x)",
        "EXPLAIN (TYPE DISTRIBUTED, FORMAT TEXT) SELECT 1",
        "EXPLAIN ANALYZE VERBOSE (TYPE LOGICAL, FORMAT JSON) SELECT 1",
        "SHOW CATALOGS LIKE 'a%'",
        "SHOW SCHEMAS FROM sales",
        "SHOW TABLES FROM sales.tpch LIKE '%x'",
        "SHOW COLUMNS FROM a.b.c",
        "SHOW FUNCTIONS",
        "SHOW SESSION LIKE 'x'",
        "SHOW STATS FOR (SELECT 1)",
        "SHOW CREATE TABLE a.b",
        "USE a.b",
        "SET SESSION search_path = 'a.b, c.d'",
        "RESET SESSION search_path",
        "PREPARE p FROM SELECT ? + 1",
        "EXECUTE p USING 1, 'x'",
        "EXECUTE p",
        "DEALLOCATE PREPARE p",
        "KILL QUERY 'q1'",
        "CALL system.runtime.kill_query(query_id => 'q')",
    })
    void printsAsWritten(String sql) {
        assertEquals(sql, SqlFormatter.format(SqlParser.parseStatement(sql)));
        assertRoundTrip(sql);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "select a b, c as 'Total' from T as x where A!=1; | SELECT a AS b, c AS \"Total\" FROM t AS x WHERE a <> 1",
        "select a::int, a::decimal(3,1)::varchar from t | SELECT CAST(a AS int), CAST(CAST(a AS decimal(3, 1)) AS varchar) FROM t",
        "select substring(a from 1 for 2), substring(a from 2), position('x' in y) | SELECT substring(a, 1, 2), substring(a, 2), position('x', y)",
        "select trim(a), trim(leading 'x' from a), trim(trailing from a), trim(both 'y' from a) | SELECT trim(a), ltrim(a, 'x'), rtrim(a), trim(a, 'y')",
        "select * except (a) from t | SELECT * EXCLUDE (a) FROM t",
        "select a = some (select 1) | SELECT a = ANY (SELECT 1)",
        "select a from t limit all | SELECT a FROM t",
        "select a from t limit 1 offset 2 | SELECT a FROM t OFFSET 2 ROWS LIMIT 1",
        "select a from t fetch next row only | SELECT a FROM t LIMIT 1",
        "select a and b and (c and d) or e or f | SELECT a AND b AND (c AND d) OR e OR f",
        "select not not a, - - a, + a | SELECT NOT NOT a, -(-a), a",
        "select interval 3 months, interval '2' hours | SELECT INTERVAL '3' MONTH, INTERVAL '2' HOUR",
        "select sum(a) over (order by b rows 1 preceding) | SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN (1) PRECEDING AND CURRENT ROW)",
        "select cast(a as double precision), cast(b as character varying(3)), cast(c as integer array) | SELECT CAST(a AS double), CAST(b AS varchar(3)), CAST(c AS array(integer))",
        "values 1, 2 | VALUES (1), (2)",
        "select ((select 1)), ((1)), (((select 1) + 1)), coalesce((select 1), 2) | SELECT ((SELECT 1)), 1, (SELECT 1) + 1, coalesce((SELECT 1), 2)",
        "((select 1)) union (((select 2)) order by 1) | ((SELECT 1)) UNION (((SELECT 2)) ORDER BY 1)",
        "select a from ((select 1) x cross join b) | SELECT a FROM (SELECT 1) AS x CROSS JOIN b",
        "select a from ((b join c on x) join d on y) | SELECT a FROM b INNER JOIN c ON x INNER JOIN d ON y",
        "select a from b join c join d on x on y | SELECT a FROM b INNER JOIN (c INNER JOIN d ON x) ON y",
        "select 1 -- one<newline> /* two */ + 2 | SELECT 1 + 2",
        "desc a.b | SHOW COLUMNS FROM a.b",
        "set time_limit = 10 | SET SESSION time_limit = 10",
        "explain select 1 | EXPLAIN (TYPE DISTRIBUTED, FORMAT TEXT) SELECT 1",
        "execute p(1, 2) | EXECUTE p USING 1, 2",
        "create table t as select 1 | create table t as select 1",
    })
    void normalises(String sql, String expected) {
        String text = sql.replace("<newline>", "\n");
        assertEquals(expected, SqlFormatter.format(SqlParser.parseStatement(text)));
        assertRoundTrip(text);
    }

    @ParameterizedTest
    @CsvSource({
        "insert into t values (1), INSERT INTO",
        "create or replace view v as select 1, CREATE OR REPLACE VIEW",
        "create row policy p on t as permissive to role a using (x = 'y;'), CREATE ROW POLICY",
        "grant select on t to role a, GRANT",
        "drop table t, DROP TABLE",
        "show effective policy on orders, SHOW EFFECTIVE POLICY",
        "explain policy select 1, EXPLAIN POLICY",
        "publish policy set sales dry run, PUBLISH POLICY",
        "update t set a = 1, UPDATE",
    })
    void recognisesWhatIsNotExecuted(String sql, String kind) {
        Statement.Unsupported statement = (Statement.Unsupported) SqlParser.parseStatement(sql + ";");
        assertEquals(kind, statement.kind());
        assertEquals(sql, statement.text());
    }

    static Stream<Path> tpch() throws IOException {
        return Files.list(Path.of("../bench/src/main/resources/dev/weir/bench/queries/tpch")).filter(path -> path.toString().endsWith(".sql")).sorted();
    }

    @ParameterizedTest
    @MethodSource("tpch")
    void readsTpch(Path file) throws IOException {
        assertRoundTrip(Files.readString(file));
    }

    @Test
    void countsParametersInTheOrderOfTheText() {
        String printed = SqlParser.parseStatement("select ? from t where a = ? order by ? limit ? offset ?").toString();
        List<Integer> indexes = new java.util.ArrayList<>();
        for (String part : printed.split("Parameter\\[index=")) {
            if (Character.isDigit(part.charAt(0))) {
                indexes.add(part.charAt(0) - '0');
            }
        }
        indexes.sort(null);
        assertEquals(List.of(0, 1, 2, 3, 4), indexes);
    }

    @Test
    void splitsAtSemicolonsOutsideStringsAndComments() {
        assertEquals(
                List.of("select ';'", "select \"a;b\" -- x;y\n+ 1", "select /* ; */ 2"),
                SqlParser.splitStatements("select ';'; select \"a;b\" -- x;y\n+ 1;; -- only a comment;\n ; select /* ; */ 2"));
        StatementSplitter.Pieces pieces = StatementSplitter.split("select 1; select 'a;");
        assertEquals(List.of("select 1"), pieces.complete());
        assertEquals("select 'a;", pieces.rest());
        assertTrue(pieces.open());
    }

    @Test
    void readsExpressionsAndTypesAlone() {
        assertEquals("c_mktsegment = principal('segment')", SqlFormatter.format(SqlParser.parseExpression("c_mktsegment = principal('segment')")));
        assertEquals("decimal(12, 2)", SqlFormatter.format(SqlParser.parseType("DECIMAL(12,2)")));
        assertEquals("timestamp(3) with time zone", SqlFormatter.format(SqlParser.parseType("timestamp(3) with time zone")));
    }

    private static void assertRoundTrip(String sql) {
        Statement first = SqlParser.parseStatement(sql);
        Statement second = SqlParser.parseStatement(SqlFormatter.format(first));
        assertEquals(withoutPositions(first), withoutPositions(second));
    }

    static String withoutPositions(Node node) {
        return node.toString().replaceAll("[pP]osition=\\d+:\\d+", "").replaceAll("\\d+:\\d+]", "]");
    }
}
