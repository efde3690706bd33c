package dev.weir.planner.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Shows the texts of syntax errors as users see them.
class SyntaxErrorTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "selct 1 | 1:1: Unexpected 'selct', expected one of SELECT, WITH, VALUES, EXPLAIN, SHOW; did you mean SELECT?",
        "select a, from t | 1:11: Unexpected 'from', expected one of an expression, '*'; remove the comma before it",
        "select a form t where b | 1:15: Unexpected 't', expected one of ',', EXCEPT, FETCH, FROM, GROUP; did you mean FROM?",
        "select from t | 1:8: Unexpected 'from', expected one of an expression, '*', ALL, DISTINCT; name the columns, or * for all",
        "select a from | 1:14: Statement ends too early, expected one of a name, '(', a string, a subquery, LATERAL",
        "select a from t where a == 1 | 1:25: Unexpected '=='; write = to compare",
        "select a from t where a = 'x | 1:27: String is not closed: 'x; add the closing quote; a quote inside a string is written twice",
        "select a from t where (a = 1 | 1:29: Statement ends too early, expected one of an operator, ')', ','; a ')' is missing",
        "select a from t where a = 1) | 1:28: Unexpected ')', expected one of an operator, EXCEPT, FETCH, GROUP, HAVING; there is no '(' for it",
        "select a from t join u where a = 1 | 1:24: Unexpected 'where', expected one of an alias, '.', AS, CROSS, FULL; a JOIN needs ON or USING; write CROSS JOIN for all pairs",
        "select a from t group a | 1:23: Unexpected 'a', expected BY",
        "select a from t order a | 1:23: Unexpected 'a', expected BY",
        "select a from t limit 5, 10 | 1:24: Unexpected ',', expected one of an operator, OFFSET, the end; write LIMIT count OFFSET start",
        "select sum(select 1) | 1:11: Unexpected subquery; put the subquery in parentheses of its own",
        "select a from order | 1:15: Unexpected 'order', expected one of a name, '(', a string, a subquery, LATERAL; to use the reserved word as a name, quote it: \"order\"",
        "select a b c from t | 1:12: Unexpected 'c', expected one of ',', EXCEPT, FETCH, FROM, GROUP; is a comma or an operator missing before it?",
        "select `a` from t | 1:8: Unexpected '`a`'; quote names with double quotes",
        "select a from t where a && b | 1:25: Unexpected '&&'; write AND",
        "select 1abc | 1:8: Neither a number nor a name: '1abc'; a name that starts with a digit needs double quotes",
        "select 1 /* x | 1:10: Comment is not closed; add the closing */",
        "select a from t where date \"2020-01-01\" < b | 1:28: Unexpected '\"2020-01-01\"', expected one of an operator, EXCEPT, FETCH, GROUP, HAVING; strings take single quotes, names double quotes",
        "select 1; select 2 | 1:11: Unexpected 'select', expected the end; one statement at a time is expected",
        " | 1:1: Statement ends too early, expected one of SELECT, WITH, VALUES, EXPLAIN, SHOW",
        "select case a when 1 then 2 | 1:28: Statement ends too early, expected one of an operator, ELSE, END, WHEN",
        "select cast(a integer) from t | 1:15: Unexpected 'integer', expected one of an operator, AS",
        "select a from t where a in () | 1:29: Unexpected ')', expected an expression",
        "select a from t where a not 1 | 1:29: Unexpected '1'; after a value NOT takes BETWEEN, IN or LIKE",
        "create gibberish | 1:8: Unexpected 'gibberish'",
        "select X'0g' | 1:8: Binary literal holds a character that is no hexadecimal digit: g",
        "explain (type fast) select 1 | 1:15: Unknown EXPLAIN type: FAST; known are LOGICAL, DISTRIBUTED",
        "select a from t where exists (1) | 1:30: Unexpected '(', expected a subquery",
        "select 'a' 'b' | 1:12: Unexpected 'b', expected one of an alias, an operator, ',', AS, EXCEPT; is a comma or an operator missing before it?",
        "select a from t where a ! b | 1:25: Unexpected character: '!'; write NOT, or <> for not equal",
    })
    void saysWhatIsWrongAndWhatToDo(String sql, String expected) {
        QueryException error = assertThrows(QueryException.class, () -> SqlParser.parseStatement(sql == null ? "" : sql));
        assertEquals(ErrorCode.SYNTAX_ERROR, error.code());
        assertEquals(expected, error.getMessage().replace("SYNTAX_ERROR (USER) at ", ""));
    }

    @Test
    void pointsAtTheRightLine() {
        QueryException error = assertThrows(QueryException.class, () -> SqlParser.parseStatement("select a\nfrom t\n  where where"));
        assertEquals("3:9", error.position().orElseThrow().toString());
    }

    @Test
    void refusesDeepNestingWithACode() {
        int most = SqlParser.MAX_NESTING;
        SqlParser.parseStatement("select " + "(".repeat(most) + "1" + ")".repeat(most));
        SqlParser.parseStatement("select " + "(select ".repeat(most) + "1" + ")".repeat(most));
        SqlParser.parseStatement("select " + "f(".repeat(most) + "1" + ")".repeat(most));
        SqlParser.parseStatement("select " + "case when ".repeat(most) + "1" + " then 1 end".repeat(most));
        for (int depth : new int[] {most + 1, 10_000}) {
            assertTrue(syntaxError("select " + "(".repeat(depth) + "1" + ")".repeat(depth)).contains("nested"));
            assertTrue(syntaxError("select " + "f(".repeat(depth)).contains("nested"));
            assertTrue(syntaxError("select " + "case ".repeat(depth)).contains("nested"));
        }
        assertTrue(syntaxError("select " + "not ".repeat(100_000) + "a").contains("in a row"));
        assertTrue(syntaxError("select " + "1 + ".repeat(100_000) + "1").contains("in a row"));
        assertTrue(syntaxError("explain ".repeat(100_000) + "select 1").contains("nested"));
        assertTrue(syntaxError("select cast(a as " + "array<".repeat(50_000)).contains("nested"));
        SqlParser.parseStatement("select a from t where " + "a = 1 or ".repeat(20_000) + "b");
        SqlParser.parseStatement("select a from t where a in (" + "1, ".repeat(100_000) + "1)");
        assertTrue(syntaxError("x".repeat(SqlParser.MAX_LENGTH + 1)).contains("longer"));
    }

    @Test
    void parsesDeepNestingOnASmallStack() throws InterruptedException {
        int most = SqlParser.MAX_NESTING;
        Throwable[] failure = new Throwable[1];
        Thread thread = new Thread(
                null, () -> SqlParser.parseStatement("select " + "f(".repeat(most) + "1" + ")".repeat(most)), "small", 512 * 1024);
        thread.setUncaughtExceptionHandler((_, e) -> failure[0] = e);
        thread.start();
        thread.join();
        assertEquals(null, failure[0]);
    }

    private static String syntaxError(String sql) {
        return assertThrows(QueryException.class, () -> SqlParser.parseStatement(sql)).detail();
    }
}
