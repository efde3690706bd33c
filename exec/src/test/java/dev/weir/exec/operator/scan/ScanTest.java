package dev.weir.exec.operator.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Comparison.Operator;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.Split;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.ParquetTable;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ScanTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private ScannedTable table;

    @BeforeEach
    void write() throws IOException {
        table = new ScannedTable(leaks);
    }

    private static PhysicalPlan.Scan open(List<ScanColumn> columns, Expression filter, RuntimeFilter... filters) {
        return ScannedTable.scan(columns, filter, new ScanAccess.Open(), filters);
    }

    @Test
    void readsAllRowsAndColumns() {
        for (int threads : new int[] {1, 2, 4, 8}) {
            ScannedTable.assertSame(
                    table.expected(_ -> true, 0, 1, 2, 3, 4), table.run(open(ScannedTable.ALL, null), threads, table.splits(), new RuntimeFilters()));
        }
        ScannedTable.assertSame(table.expected(_ -> true, 4, 0), table.run(open(List.of(ScannedTable.DAY, ScannedTable.ID), null)));
    }

    @Test
    void countsWithoutReading() {
        assertEquals(40_000, table.run(open(List.of(), null)).size());
        assertEquals(0, table.run(open(List.of(), null), 2, List.of(), new RuntimeFilters()).size());
    }

    @Test
    void filtersAndPrunes() {
        Expression filter = ScannedTable.and(
                ScannedTable.compare(Operator.GREATER_OR_EQUAL, ScannedTable.column(4), 210L), ScannedTable.compare(Operator.LESS, ScannedTable.column(4), 220L),
                ScannedTable.compare(Operator.LESS, ScannedTable.column(1), 500L),
                new Expression.Like(ScannedTable.column(2), Literal.ofString("name of kind 1%"), null, false));
        ScannedTable.assertSame(
                table.expected(r -> (Long) r.get(4) >= 210 && (Long) r.get(4) < 220 && r.get(1) != null && (Long) r.get(1) < 500
                        && r.get(2) != null && ((String) r.get(2)).startsWith("name of kind 1"), 0, 1, 2, 3, 4),
                table.run(open(ScannedTable.ALL, filter)));
        assertEquals(4, table.extra("row groups"));
        assertEquals(3, table.extra("row groups pruned"));
    }

    @Test
    void aFilterThatFailsRunsAfterItsGuard() {
        Expression id = new Expression.Column(0, SqlType.BIGINT);
        Expression divide = new Expression.Arithmetic(Expression.Arithmetic.Operator.DIVIDE, Literal.ofLong(1000), id, SqlType.BIGINT);
        Expression quotient = ScannedTable.compare(Operator.GREATER, divide, 0L);
        assertEquals(1000, table.run(open(List.of(ScannedTable.ID), ScannedTable.and(quotient, ScannedTable.compare(Operator.GREATER, id, 0L)))).size());
        assertEquals(ErrorCode.DIVISION_BY_ZERO, table.failure(open(List.of(ScannedTable.ID), quotient), table.splits()).code());
    }

    @Test
    void missingColumnsAreNullAndNarrowOnesWiden() {
        List<ScanColumn> columns = List.of(
                new ScanColumn("number", SqlType.BIGINT), new ScanColumn("absent", SqlType.VARCHAR), new ScanColumn("price", new SqlType.Decimal(30, 2)));
        List<List<Object>> expected = new ArrayList<>();
        for (List<Object> row : table.rows) {
            expected.add(Arrays.asList(row.get(1), null, row.get(3)));
        }
        ScannedTable.assertSame(expected, table.run(open(columns, null)));
        Expression absent = new Expression.Column(1, SqlType.VARCHAR);
        assertEquals(0, table.run(open(columns, ScannedTable.compare(Operator.EQUAL, absent, "x"))).size());
        assertEquals(40_000, table.run(open(columns, new Expression.IsNull(absent))).size());
        assertEquals(ErrorCode.FILE_CHANGED, table.failure(open(List.of(new ScanColumn("name", SqlType.BIGINT)), null), table.splits()).code());
    }

    @Test
    void runtimeFiltersNarrowAndPrune() {
        RuntimeFilters filters = new RuntimeFilters();
        filters.publish(5, new Multiples(10, new RuntimeFilters.KeyFilter.Range(30_000, 31_000)));
        PhysicalPlan.Scan plan = open(
                ScannedTable.ALL, ScannedTable.compare(Operator.LESS, ScannedTable.column(1), 700L), new RuntimeFilter(5, 0), new RuntimeFilter(6, 1));
        List<List<Object>> result = table.run(plan, 2, table.splits(), filters);
        assertTrue(result.size() > 50 && result.size() < 2000, "rows " + result.size());
        for (List<Object> row : result) {
            assertEquals(0, (Long) row.getFirst() % 10);
        }
        assertEquals(3, table.extra("row groups pruned"));
        assertTrue(table.extra("rows dropped by runtime filters") > 100);
    }

    @Test
    void identityIsChecked() throws IOException {
        List<Split> before = table.splits();
        PhysicalPlan plan = open(ScannedTable.ALL, null);
        assertEquals(40_000, table.run(plan, 2, before, new RuntimeFilters()).size());
        Split first = before.getFirst();
        assertEquals(ErrorCode.FILE_CHANGED, table.failure(plan, List.of(new Split(first.path(), first.length(), first.modifiedMillis(), "12", 0, 1, 1))).code());
        assertEquals(
                ErrorCode.FILE_CHANGED,
                table.failure(plan, List.of(new Split(first.path(), first.length() + 1, first.modifiedMillis(), first.footerHash(), 0, 1, 1))).code());
        assertEquals(
                ErrorCode.PLAN_NOT_PERMITTED,
                table.failure(plan, List.of(new Split(first.path(), first.length(), first.modifiedMillis(), first.footerHash(), 2, 9, 1))).code());
        ParquetTable.write(table.folder.resolve("p/t/a.parquet"), ScannedTable.FILE, table.rows.subList(0, 10), WriteOptions.defaults(), leaks.allocator());
        assertEquals(ErrorCode.FILE_CHANGED, table.failure(plan, before).code());
        assertEquals(10, table.run(plan, 2, List.of(ParquetTable.split(table.folder, "p/t/a.parquet")), new RuntimeFilters()).size());
        Files.delete(table.folder.resolve("p/t/a.parquet"));
        assertEquals(ErrorCode.FILE_CHANGED, table.failure(plan, before).code());
    }

    @Test
    void pathsStayInTheFolder() throws IOException {
        Path outside = Files.createTempDirectory("weir-outside");
        Files.copy(table.folder.resolve("p/t/a.parquet"), outside.resolve("x.parquet"));
        Files.createSymbolicLink(table.folder.resolve("link.parquet"), outside.resolve("x.parquet"));
        Split good = ParquetTable.split(table.folder, "link.parquet");
        for (String path : List.of(
                "../" + outside.getFileName() + "/x.parquet", outside.resolve("x.parquet").toString(), "link.parquet", "p/../../x", "", "a\0b")) {
            Split split = new Split(path, good.length(), good.modifiedMillis(), good.footerHash(), 0, 1, 1);
            assertEquals(ErrorCode.PLAN_NOT_PERMITTED, table.failure(open(ScannedTable.ALL, null), List.of(split)).code(), path);
        }
        Files.delete(outside.resolve("x.parquet"));
        Files.delete(outside);
    }

    @Test
    void aCorruptPageNamesFileRowGroupAndColumn() throws IOException {
        Split before = ParquetTable.split(table.folder, "p/t/b.parquet");
        Path file = table.folder.resolve("p/t/b.parquet");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[2000]), 10);
        }
        Files.setLastModifiedTime(file, FileTime.fromMillis(before.modifiedMillis()));
        QueryException failure = table.failure(open(ScannedTable.ALL, null), List.of(before));
        assertEquals(ErrorCode.FILE_CORRUPT, failure.code());
        assertEquals(List.of("file p/t/b.parquet", "row group 0", "column id"), failure.context());
    }

    @Test
    void anUnresolvedScanDoesNotRun() {
        assertEquals(ErrorCode.INTERNAL, table.failure(ScannedTable.scan(ScannedTable.ALL, null, new ScanAccess.Unresolved()), table.splits()).code());
    }
}
