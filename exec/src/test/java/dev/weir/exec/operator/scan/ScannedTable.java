package dev.weir.exec.operator.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Comparison.Operator;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.testing.CollectingSink;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.ParquetTable;
import dev.weir.exec.testing.Tasks;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.FileColumn;
import dev.weir.formats.FileType;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/// A table of two files, with and without dictionaries, its rows, and scans of it.
final class ScannedTable {
    static final List<FileColumn> FILE = List.of(
            new FileColumn("id", new FileType.Int(64), false), new FileColumn("number", new FileType.Int(32), true),
            new FileColumn("name", new FileType.Utf8(), true), new FileColumn("price", new FileType.Decimal(12, 2), true),
            new FileColumn("day", new FileType.Date(), false));
    static final ScanColumn ID = new ScanColumn("id", SqlType.BIGINT);
    static final ScanColumn NUMBER = new ScanColumn("number", SqlType.INTEGER);
    static final ScanColumn NAME = new ScanColumn("name", SqlType.VARCHAR);
    static final ScanColumn PRICE = new ScanColumn("price", new SqlType.Decimal(12, 2));
    static final ScanColumn DAY = new ScanColumn("day", SqlType.DATE);
    static final List<ScanColumn> ALL = List.of(ID, NUMBER, NAME, PRICE, DAY);

    final List<List<Object>> rows = new ArrayList<>();
    final Path folder;
    private final LeakExtension leaks;
    private final FileTableSource source;
    private TaskMetrics metrics;

    ScannedTable(LeakExtension leaks) throws IOException {
        this.leaks = leaks;
        Random random = new Random(11);
        for (long i = 0; i < 40_000; i++) {
            rows.add(Arrays.asList(
                    i, random.nextInt(10) == 0 ? null : (long) random.nextInt(1000), random.nextInt(7) == 0 ? null : "name of kind " + random.nextInt(30),
                    random.nextInt(9) == 0 ? null : BigDecimal.valueOf(random.nextInt(100_000), 2), i / 100));
        }
        folder = leaks.folder();
        Files.createDirectories(folder.resolve("p/t"));
        WriteOptions options = WriteOptions.defaults();
        ParquetTable.write(folder.resolve("p/t/a.parquet"), FILE, rows.subList(0, 25_000), options.withRows(10_000, 2_000), leaks.allocator());
        ParquetTable.write(
                folder.resolve("p/t/b.parquet"), FILE, rows.subList(25_000, 40_000), options.withRows(20_000, 3_000).withDictionaryEntries(0), leaks.allocator());
        source = leaks.closing(new FileTableSource(folder));
    }

    List<Split> splits() {
        return List.of(ParquetTable.split(folder, "p/t/a.parquet"), ParquetTable.split(folder, "p/t/b.parquet"));
    }

    static PhysicalPlan.Scan scan(List<ScanColumn> columns, Expression filter, ScanAccess access, RuntimeFilter... filters) {
        return new PhysicalPlan.Scan(1, new TableName("d", "p", "t"), "s", columns, filter, access, List.of(filters), 0);
    }

    TaskContext context(int threads, List<Split> splits, RuntimeFilters filters) {
        TaskContext plain = leaks.context(threads);
        return new TaskContext(plain.allocator(), plain.evaluation(), source, Map.of(1, splits), plain.exchanges(), plain.output(), threads, filters);
    }

    List<List<Object>> run(PhysicalPlan plan, int threads, List<Split> splits, RuntimeFilters filters) {
        CollectingSink sink = new CollectingSink();
        TaskExecution task = leaks.start(plan, sink, context(threads, splits, filters), leaks.pool(threads));
        Tasks.join(task);
        metrics = task.metrics();
        return sink.rows();
    }

    List<List<Object>> run(PhysicalPlan plan) {
        return run(plan, 2, splits(), new RuntimeFilters());
    }

    QueryException failure(PhysicalPlan plan, List<Split> splits) {
        QueryException failure = Tasks.failure(leaks.start(plan, new CollectingSink(), context(2, splits, new RuntimeFilters()), leaks.pool(2)));
        if (failure == null) {
            throw new AssertionError("the scan did not fail");
        }
        return failure;
    }

    /// A figure of the last run's scan, or -1.
    long extra(String name) {
        return metrics.operators().getFirst().extras().getOrDefault(name, -1L);
    }

    List<List<Object>> expected(Predicate<List<Object>> wanted, int... columns) {
        List<List<Object>> result = new ArrayList<>();
        for (List<Object> row : rows) {
            if (wanted.test(row)) {
                List<Object> values = new ArrayList<>();
                for (int column : columns) {
                    values.add(row.get(column));
                }
                result.add(values);
            }
        }
        return result;
    }

    static void assertSame(List<List<Object>> expected, List<List<Object>> actual) {
        assertEquals(sorted(expected), sorted(actual));
    }

    private static List<String> sorted(List<List<Object>> rows) {
        List<String> texts = new ArrayList<>();
        for (List<Object> row : rows) {
            texts.add(row.toString());
        }
        texts.sort(null);
        return texts;
    }

    /// A column of {@link #ALL}.
    static Expression column(int index) {
        return new Expression.Column(index, ALL.get(index).type());
    }

    static Expression compare(Operator operator, Expression left, Object literal) {
        return new Expression.Comparison(operator, left, new Literal(literal, left.type()));
    }

    static Expression and(Expression... terms) {
        return new Expression.And(List.of(terms));
    }
}
