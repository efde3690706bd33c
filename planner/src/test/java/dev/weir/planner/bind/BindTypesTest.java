package dev.weir.planner.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Shows which types expressions get, and that columns stay bare where a literal can adapt.
class BindTypesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "1 | integer", "3000000000 | bigint", "-9223372036854775808 | bigint", "12345678901234567890 | decimal(20,0)", "1.50 | decimal(3,2)",
        "0.06 | decimal(2,2)", "1e3 | double", "'x' | varchar", "X'00' | varbinary", "true | boolean", "null | unknown",
        "date '2026-01-31' | date", "timestamp '2026-01-31 10:00:00' | timestamp", "timestamp '2026-01-31 10:00:00 UTC' | timestamp with time zone",
        "time '10:00' | time", "interval '1' year | interval year to month", "interval '1 02:03:04.5' day to second | interval day to second",
        "a + 1 | integer", "a + b | bigint", "s + s | smallint", "a / 2 | integer", "a + 1.5 | decimal(12,1)", "e + 1 | decimal(13,2)",
        "e * e | decimal(24,4)", "e / 2 | decimal(16,6)", "e / e | decimal(27,15)", "a + f | double", "e + f | double", "f + 1 | double",
        "-e | decimal(12,2)", "e % 7 | decimal(3,2)",
        "d + interval '1' month | date", "d - interval '90' day | date", "d + interval '1' hour | timestamp", "interval '1' day + d | date",
        "d - d | interval day to second", "ts - d | interval day to second", "interval '1' day * 3 | interval day to second",
        "a = 1 | boolean", "c like 'x%' | boolean", "a is null | boolean",
        "case when g then 1 else 2.5 end | decimal(11,1)", "case when g then a else e end | decimal(12,2)", "case a when 1 then 'x' end | varchar",
        "coalesce(a, b) | bigint", "nullif(a, 1) | integer", "if(g, d, ts) | timestamp",
        "cast(c as decimal(10,2)) | decimal(10,2)", "c::date | date", "try_cast(c as integer) | integer", "extract(year from d) | bigint",
        "(select count(*) from u) | bigint", "a in (select a from u) | boolean", "exists (select 1 from u) | boolean", "current_user | varchar",
        "current_date | date",
    })
    void types(String expression, String type) {
        assertEquals(List.of(type), Binding.types("select " + expression + " from t"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "count(*) | bigint", "count(a) | bigint", "sum(a) | bigint", "sum(e) | decimal(38,2)", "sum(f) | double", "avg(a) | double",
        "avg(e) | decimal(16,6)", "min(c) | varchar", "max(d) | date", "sum(a) filter (where g) | bigint", "count(distinct c) | bigint",
        "bool_or(g) | boolean", "sum(a) / count(*) | bigint", "0.5 * sum(e) | decimal(38,3)",
    })
    void typesOfAggregates(String expression, String type) {
        assertEquals(List.of(type), Binding.types("select " + expression + " from t"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "a = 1", "s = 1", "b = 1", "e = 1", "e < 1.5", "f > 1", "f > 1.5", "d >= '1994-01-01'", "ts < '1994-01-01'", "a in (1, 2, 3)",
        "e between 1 and 2.5", "h = 'x'", "c = 'x'", "a = 1.0", "'5' = a", "s between 0 and 9",
    })
    void literalsAdaptToColumns(String condition) {
        assertFalse(Binding.text("select 1 from t where " + condition).contains("cast"), () -> Binding.text("select 1 from t where " + condition));
    }

    @Test
    void joinsStrings() {
        assertEquals(List.of("varchar"), Binding.types("select c || 'x' || h from t"));
    }

    @Test
    void infersParameters() {
        BoundStatement.Query query = Binding.query(
                "select a + ?, c || ?, coalesce(?, d), ? from t where e = ? and d between ? and ? and b in (?, 1)",
                BindSettings.DEFAULT);
        assertEquals(
                "[integer, varchar, date, varchar, decimal(12,2), date, date, bigint]", query.parameters().toString());
    }

    @Test
    void takesDeclaredParameterTypesAndValues() {
        assertEquals(List.of(SqlType.BIGINT), Binding.query("select ?", BindSettings.DEFAULT.withParameterTypes(List.of(SqlType.BIGINT))).parameters());
        BindSettings values = BindSettings.DEFAULT.withParameterValues(List.of(Literal.ofString("1994-01-01"), Literal.ofLong(5)));
        String text = dev.weir.planner.explain.PlanText.of(
                dev.weir.planner.explain.LogicalDescription.of(Binding.query("select a from t where d = ? limit ?", values).plan(), null));
        assertEquals(true, text.contains("1994-01-01") && text.contains("Limit"), text);
    }

    @Test
    void substitutesParameters() {
        BoundStatement.Query query = Binding.query("select a + ? from t where d = ?", BindSettings.DEFAULT);
        String text = ParameterSubstitution.substitute(query.plan(), List.of(Literal.ofLong(5), Literal.ofNull(SqlType.UNKNOWN))).toString();
        assertFalse(text.contains("Parameter"), text);
    }
}
