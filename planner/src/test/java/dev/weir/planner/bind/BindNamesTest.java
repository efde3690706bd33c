package dev.weir.planner.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.explain.LogicalDescription;
import dev.weir.planner.explain.PlanText;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.sql.SqlParser;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Shows where names are looked for, and what statements of the session become.
class BindNamesTest {
    private static String scan(String table, BindSettings settings) {
        return PlanText.of(LogicalDescription.of(Binding.query("select 1 from " + table, settings).plan(), null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "main.app.t ; main.app.t", "app.t ; main.app.t", "t ; main.app.t", "T ; main.app.t", "Mixed ; main.app.Mixed", "\"Mixed\" ; main.app.Mixed",
        "other.w ; main.other.w", "tpch.orders ; sales.tpch.orders", "part ; supply.tpch.part",
    })
    void leadingPartsMayBeLeftOut(String written, String found) {
        assertTrue(scan(written, BindSettings.DEFAULT).contains("Scan " + found + " "), scan(written, BindSettings.DEFAULT));
    }

    @Test
    void currentProductComesBeforeTheSearchPath() {
        BindSettings path = BindSettings.DEFAULT.withSearchPath(SchemaName.parsePath("sales.main, main.other"));
        assertTrue(scan("w", path).contains("Scan sales.main.w"));
        assertTrue(scan("w", path.withCurrent("main", "other")).contains("Scan main.other.w"));
        assertTrue(scan("w", BindSettings.DEFAULT.withSearchPath(SchemaName.parsePath("other"))).contains("Scan main.other.w"));
        assertTrue(scan("main.w", BindSettings.DEFAULT.withCurrent("sales", "")).contains("Scan sales.main.w"));
        assertEquals("[a.b, c, \"D\".e]".replace("\"", ""), SchemaName.parsePath("a.b, c, \"D\".e").toString());
        assertEquals(ErrorCode.INVALID_ARGUMENT, assertThrows(QueryException.class, () -> SchemaName.parsePath("a b")).code());
    }

    @Test
    void commonTablesHideTables() {
        String text = Binding.text("with t as (select 1 as z) select z from t");
        assertTrue(!text.contains("Scan"), text);
    }

    @Test
    void informationSchemaIsOfADomainOrOfAll() {
        String one = Binding.text("select table_name from sales.information_schema.tables");
        assertTrue(one.contains("Values 4 rows"), one);
        String all = Binding.text("select * from information_schema.columns where table_name = 't'");
        assertTrue(all.contains("data_type"), all);
    }

    @Test
    void bindsStatementsOfTheSession() {
        assertEquals(new BoundStatement.Use("sales", "tpch"), statement("use sales.tpch"));
        assertEquals(new BoundStatement.Use("sales", ""), statement("use sales"));
        assertEquals(new BoundStatement.SetSession("search_path", "sales.tpch, geo.tpch"), statement("set session search_path = 'sales.tpch, geo.tpch'"));
        assertEquals(new BoundStatement.SetSession("a.b", "true"), statement("set a.b to true"));
        assertEquals(new BoundStatement.SetSession("threads", "10"), statement("set threads = 10"));
        assertEquals(new BoundStatement.ResetSession("threads"), statement("reset threads"));
        assertEquals(new BoundStatement.ShowSession(Optional.empty()), statement("show session"));
        assertEquals(new BoundStatement.Kill("q_1"), statement("kill 'q_1'"));
        assertEquals(new BoundStatement.Kill("q_1"), statement("call system.runtime.kill_query('q_1')"));
        assertEquals(List.of(SqlType.INTEGER), ((BoundStatement.Prepare) statement("prepare p from select a from t where a = ?")).parameters());
        assertEquals(
                new BoundStatement.Execute("p", List.of(new Literal(1L, SqlType.INTEGER), Literal.ofString("x"))), statement("execute p using 1, 'x'"));
        assertEquals(new BoundStatement.Deallocate("p"), statement("deallocate prepare p"));
        assertInstanceOf(BoundStatement.Explain.class, statement("explain analyze select 1"));
        for (String show : List.of("show catalogs", "show schemas", "show schemas from sales", "show tables", "show tables from tpch2", "show tables from other",
                "describe t", "show columns from sales.tpch.orders like 'o%'", "show functions like 'a%'")) {
            if (show.endsWith("tpch2")) {
                assertThrows(QueryException.class, () -> statement(show));
            } else {
                assertInstanceOf(BoundStatement.Query.class, statement(show));
            }
        }
    }

    private static BoundStatement statement(String sql) {
        return Binding.statement(sql, Binding.CATALOG, BindSettings.DEFAULT);
    }

    @Test
    void bindsExpressionsOfPolicies() {
        List<LogicalColumn> columns = List.of(new LogicalColumn(0, "c_mktsegment", SqlType.VARCHAR), new LogicalColumn(1, "age", SqlType.INTEGER));
        Expression bound = Binder.bindExpression(
                SqlParser.parseExpression("c_mktsegment = principal('segment') and age >= 18"), columns, BindSettings.DEFAULT,
                call -> call.name().last().text().equals("principal") ? Optional.of(Literal.ofString("BUILDING")) : Optional.empty());
        assertEquals(
                new Expression.And(List.of(
                        new Expression.Comparison(
                                Expression.Comparison.Operator.EQUAL, new Expression.Column(0, SqlType.VARCHAR), Literal.ofString("BUILDING")),
                        new Expression.Comparison(
                                Expression.Comparison.Operator.GREATER_OR_EQUAL, new Expression.Column(1, SqlType.INTEGER), new Literal(18L, SqlType.INTEGER)))),
                bound);
        assertEquals(
                ErrorCode.NOT_SUPPORTED,
                assertThrows(QueryException.class, () -> Binder.bindExpression(
                        SqlParser.parseExpression("age in (select 1)"), columns, BindSettings.DEFAULT, _ -> Optional.empty())).code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', value = {
        "interval '3' month ; 3", "interval '1' year ; 12", "interval '2' quarter ; 6", "interval -'1-2' year to month ; -14", "interval '-1-2' year to month ; -14",
        "interval '90' day ; 7776000000000", "interval '1' week ; 604800000000", "interval '1.5' second ; 1500000",
        "interval '1 02:03:04' day to second ; 93784000000", "interval '1 02' day to hour ; 93600000000", "interval '02:03' hour to minute ; 7380000000",
        "interval '03:04.25' minute to second ; 184250000", "interval 3 day ; 259200000000",
        "date '1970-01-10' ; 9", "date '1969-12-31' ; -1", "timestamp '1970-01-01 00:00:01.5' ; 1500000", "timestamp '1970-01-01 00:00:00.123456789' ; 123456789",
        "timestamp '1970-01-01 01:00:00 +01:00' ; 0", "time '00:00:01' ; 1000000",
    })
    void readsDatesAndIntervals(String literal, long value) {
        Expression bound = Binder.bindExpression(SqlParser.parseExpression(literal), List.of(), BindSettings.DEFAULT, _ -> Optional.empty());
        assertEquals(value, ((Literal) bound).value());
    }
}
