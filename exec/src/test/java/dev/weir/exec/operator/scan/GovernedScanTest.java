package dev.weir.exec.operator.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Comparison.Operator;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.type.SqlType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class GovernedScanTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private ScannedTable table;

    @BeforeEach
    void write() throws IOException {
        table = new ScannedTable(leaks);
    }

    private static Expression divide(long dividend, Expression divisor) {
        return new Expression.Arithmetic(Expression.Arithmetic.Operator.DIVIDE, Literal.ofLong(dividend), divisor, SqlType.BIGINT);
    }

    private static Expression id() {
        return new Expression.Column(0, SqlType.BIGINT);
    }

    /// Rows of odd days below 390 are visible; the name is fixed, the number is shifted by 1000.
    private static ScanAccess policy() {
        List<ScanColumn> columns = List.of(ScannedTable.DAY, ScannedTable.NUMBER, ScannedTable.PRICE);
        Expression day = new Expression.Column(0, SqlType.DATE);
        Expression remainder = new Expression.Arithmetic(
                Expression.Arithmetic.Operator.REMAINDER, new Expression.Column(1, SqlType.INTEGER), new Literal(2L, SqlType.INTEGER), SqlType.INTEGER);
        Expression even = new Expression.Comparison(Operator.EQUAL, remainder, new Literal(0L, SqlType.INTEGER));
        Expression shifted = new Expression.Arithmetic(
                Expression.Arithmetic.Operator.ADD, new Expression.Column(1, SqlType.INTEGER), new Literal(1000L, SqlType.INTEGER), SqlType.INTEGER);
        return new ScanAccess.Governed(
                columns, ScannedTable.and(ScannedTable.compare(Operator.LESS, day, 390L), even),
                List.of(new ScanAccess.ColumnMask("NAME", Literal.ofString("hidden"), "fixed"), new ScanAccess.ColumnMask("number", shifted, "shifted")),
                List.of("p1"));
    }

    private static final Predicate<List<Object>> VISIBLE = r -> (Long) r.get(4) < 390 && r.get(1) != null && (Long) r.get(1) % 2 == 0;

    private static List<List<Object>> masked(List<List<Object>> rows) {
        List<List<Object>> masked = new ArrayList<>();
        for (List<Object> row : rows) {
            masked.add(Arrays.asList(row.get(0), (Long) row.get(1) + 1000, "hidden", row.get(3), row.get(4)));
        }
        return masked;
    }

    @Test
    void rowsAndValuesStayHidden() {
        List<List<Object>> expected = masked(table.expected(VISIBLE, 0, 1, 2, 3, 4));
        ScannedTable.assertSame(expected, table.run(ScannedTable.scan(ScannedTable.ALL, null, policy())));
        assertEquals(-1, table.extra("row groups pruned"));
        assertEquals(-1, table.extra("row groups"));
        assertEquals(expected.size(), table.run(ScannedTable.scan(List.of(), null, policy())).size());
    }

    @Test
    void filtersSeeMaskedValues() {
        int visible = table.expected(VISIBLE).size();
        Expression number = new Expression.Column(0, SqlType.INTEGER);
        assertEquals(0, table.run(ScannedTable.scan(ScannedTable.ALL, ScannedTable.compare(Operator.LESS, ScannedTable.column(1), 1000L), policy())).size());
        assertEquals(
                visible,
                table.run(ScannedTable.scan(
                        List.of(ScannedTable.NAME), ScannedTable.compare(Operator.EQUAL, new Expression.Column(0, SqlType.VARCHAR), "hidden"), policy())).size());
        Expression filter = ScannedTable.and(
                ScannedTable.compare(Operator.GREATER_OR_EQUAL, number, 1500L), ScannedTable.compare(Operator.LESS, new Expression.Column(1, SqlType.BIGINT), 5000L));
        ScannedTable.assertSame(
                masked(table.expected(r -> VISIBLE.test(r) && (Long) r.get(1) >= 500 && (Long) r.get(0) < 5000, 0, 1, 2, 3, 4)).stream()
                        .map(r -> List.of(r.get(1), r.get(0))).toList(),
                table.run(ScannedTable.scan(List.of(ScannedTable.NUMBER, ScannedTable.ID), filter, policy())));
    }

    @Test
    void runtimeFiltersSeeMaskedValues() {
        RuntimeFilters filters = new RuntimeFilters();
        filters.publish(5, new Multiples(4, new RuntimeFilters.KeyFilter.Range(0, 999)));
        ScannedTable.assertSame(
                masked(table.expected(r -> VISIBLE.test(r) && (Long) r.get(1) % 4 == 0, 0, 1, 2, 3, 4)),
                table.run(ScannedTable.scan(ScannedTable.ALL, null, policy(), new RuntimeFilter(5, 1)), 2, table.splits(), filters));
    }

    @Test
    void errorsOfHiddenRowsDoNotShow() {
        // Row 0 is hidden; dividing by its id would fail if it were looked at before the row filter.
        ScanAccess access = new ScanAccess.Governed(List.of(ScannedTable.ID), ScannedTable.compare(Operator.GREATER, id(), 0L), List.of(), List.of("p"));
        Expression quotient = ScannedTable.compare(Operator.GREATER, divide(40_000, id()), 0L);
        assertEquals(39_999, table.run(ScannedTable.scan(List.of(ScannedTable.ID), quotient, access)).size());
    }

    @Test
    void aFailingPolicyTellsNoValueWhateverTheUserAsks() {
        ScanAccess access = new ScanAccess.Governed(
                List.of(ScannedTable.ID), ScannedTable.compare(Operator.GREATER, divide(40_000, id()), 0L), List.of(), List.of("p"));
        QueryException row = table.failure(
                ScannedTable.scan(List.of(ScannedTable.ID), ScannedTable.compare(Operator.GREATER, id(), 100L), access), table.splits());
        assertEquals(ErrorCode.DIVISION_BY_ZERO, row.code());
        assertEquals("A policy of the table cannot be evaluated", row.detail());
        ScanAccess mask = new ScanAccess.Governed(List.of(ScannedTable.ID), null, List.of(new ScanAccess.ColumnMask("id", divide(1, id()), "inverse")), List.of("p"));
        assertEquals(
                "A policy of the table cannot be evaluated", table.failure(ScannedTable.scan(List.of(ScannedTable.ID), null, mask), table.splits()).detail());
    }
}
