package dev.weir.exec.operator.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Comparison.Operator;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn;
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
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A scan with a filter or a policy answers what filters and projections over the plain scan answer.
final class ScanFuzzTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private static final List<FileColumn> FILE = List.of(
            column("b", new FileType.Bool()), column("i8", new FileType.Int(8)), column("i32", new FileType.Int(32)), column("i64", new FileType.Int(64)),
            column("f32", new FileType.Float32()), column("f64", new FileType.Float64()), column("d9", new FileType.Decimal(9, 2)),
            column("d30", new FileType.Decimal(30, 4)), column("s", new FileType.Utf8()), column("v", new FileType.Binary()), column("day", new FileType.Date()),
            column("t", new FileType.Timestamp(6, false)), column("ns", new FileType.Timestamp(9, true)));
    private static final int ROWS = 2_000;

    private final List<ScanColumn> columns = new ArrayList<>();
    private final List<List<Object>> rows = new ArrayList<>();
    private FileTableSource source;
    private List<Split> splits;
    private WorkerPool pool;
    private long pruned;

    private static FileColumn column(String name, FileType type) {
        return new FileColumn(name, type, true);
    }

    @BeforeEach
    void write() throws IOException {
        Random random = new Random(3);
        for (FileColumn column : FILE) {
            columns.add(new ScanColumn(column.name(), FileTypes.sqlType(column.type())));
        }
        for (int i = 0; i < ROWS; i++) {
            List<Object> row = new ArrayList<>();
            for (ScanColumn column : columns) {
                // Runs of NULLs, and values that grow with the row, so that statistics can rule out something.
                row.add((i / 40 + columns.indexOf(column)) % 9 == 0 || random.nextInt(50) == 0 ? null : value(column.type(), i / 10 + random.nextInt(20), random));
            }
            rows.add(row);
        }
        WriteOptions options = WriteOptions.defaults().withRows(300, 100);
        ParquetTable.write(leaks.folder().resolve("a.parquet"), FILE, rows.subList(0, 1_100), options, leaks.allocator());
        ParquetTable.write(leaks.folder().resolve("b.parquet"), FILE, rows.subList(1_100, ROWS), options.withDictionaryEntries(0), leaks.allocator());
        source = leaks.closing(new FileTableSource(leaks.folder()));
        splits = List.of(ParquetTable.split(leaks.folder(), "a.parquet"), ParquetTable.split(leaks.folder(), "b.parquet"));
        pool = leaks.pool(2);
    }

    private static Object value(SqlType type, int n, Random random) {
        return switch (type) {
            case SqlType.Bool _ -> n % 100 < 90;
            case SqlType.Integral(int bytes) -> bytes == 1 ? (long) (byte) n : n * 3L - 200;
            case SqlType.Real _ -> special(n, random, (double) (n * 0.1f));
            case SqlType.Double _ -> special(n, random, n * 0.1);
            case SqlType.Decimal(int precision, int scale) -> new BigDecimal(
                    precision > 18 ? BigInteger.valueOf(n).multiply(BigInteger.TEN.pow(20)) : BigInteger.valueOf(n * 7L), scale);
            case SqlType.Varchar _ -> n % 17 == 0 ? "" : "€" + (char) ('a' + n / 30) + "-a text of some length " + n;
            case SqlType.Varbinary _ -> new Expression.Bytes(new byte[] {(byte) (n >> 2), (byte) n});
            case SqlType.Date _ -> n - 100L;
            case SqlType.Timestamp _, SqlType.TimestampTz _ -> n * 1_000_003L - 50_000_000L;
            default -> throw new IllegalStateException("no values of " + type);
        };
    }

    private static Object special(int n, Random random, double value) {
        return switch (n % 40) {
            case 0 -> random.nextBoolean() ? -0.0 : 0.0;
            case 1 -> n > 100 && n < 160 ? Double.NaN : value;
            case 2 -> n > 200 ? Double.POSITIVE_INFINITY : value;
            default -> value;
        };
    }

    private PhysicalPlan.Scan scan(List<ScanColumn> read, Expression filter, ScanAccess access) {
        return new PhysicalPlan.Scan(1, new TableName("d", "p", "t"), "s", read, filter, access, List.of(), 0);
    }

    private List<String> run(PhysicalPlan plan) {
        TaskContext plain = leaks.context(2);
        CollectingSink sink = new CollectingSink();
        TaskExecution task = leaks.start(
                plan, sink, new TaskContext(plain.allocator(), plain.evaluation(), source, Map.of(1, splits), plain.exchanges(), null, 2, new RuntimeFilters()), pool);
        Tasks.join(task);
        pruned += task.metrics().operators().getFirst().extras().getOrDefault("row groups pruned", 0L);
        List<String> texts = new ArrayList<>();
        for (List<Object> row : sink.rows()) {
            StringBuilder text = new StringBuilder();
            for (Object value : row) {
                text.append(value instanceof Expression.Bytes(byte[] bytes) ? java.util.HexFormat.of().formatHex(bytes) : value).append('|');
            }
            texts.add(text.toString());
        }
        texts.sort(null);
        return texts;
    }

    private Expression.Column column(int index) {
        return new Expression.Column(index, columns.get(index).type());
    }

    private Literal literal(int column, Random random) {
        SqlType type = columns.get(column).type();
        return random.nextInt(30) == 0 ? Literal.ofNull(type) : new Literal(value(type, random.nextInt(230) - 10 & 0x1ff, random), type);
    }

    private Expression predicate(Random random, int depth) {
        int column = random.nextInt(columns.size());
        if (depth > 0 && random.nextInt(3) == 0) {
            List<Expression> terms = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(2); i++) {
                terms.add(predicate(random, depth - 1));
            }
            return random.nextBoolean() ? new Expression.And(terms) : new Expression.Or(terms);
        }
        return switch (random.nextInt(11)) {
            case 10 -> new Expression.Comparison(
                    Operator.values()[random.nextInt(6)], new Expression.Cast(column(2), SqlType.BIGINT), Literal.ofLong(random.nextInt(700) - 250));
            case 0 -> new Expression.IsNull(column(column));
            case 1 -> new Expression.Not(depth > 0 ? predicate(random, depth - 1) : new Expression.IsNull(column(column)));
            case 2 -> {
                List<Literal> list = new ArrayList<>();
                for (int i = 0; i < 1 + random.nextInt(4); i++) {
                    list.add(literal(column, random));
                }
                yield new Expression.InList(column(column), list);
            }
            case 3 -> new Expression.Like(column(8), Literal.ofString("€" + (char) ('a' + random.nextInt(10)) + (random.nextBoolean() ? "%" : "-a%1_")), null, false);
            case 4 -> column(0);
            case 5 -> new Expression.Comparison(
                    random.nextBoolean() ? Operator.DISTINCT : Operator.NOT_DISTINCT, column(column), literal(column, random));
            default -> {
                Operator operator = Operator.values()[random.nextInt(6)];
                yield random.nextBoolean() ? new Expression.Comparison(operator, column(column), literal(column, random))
                        : new Expression.Comparison(operator, literal(column, random), column(column));
            }
        };
    }

    @Test
    void aFilteredScanIsAFilterOverTheScan() {
        List<Expression> all = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            all.add(column(i));
        }
        int matches = 0;
        for (int seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            Expression filter = predicate(random, 2);
            List<String> expected = run(new PhysicalPlan.Filter(scan(columns, null, new ScanAccess.Open()), filter));
            assertEquals(expected, run(scan(columns, filter, new ScanAccess.Open())), "seed " + seed + " " + filter);
            matches += expected.isEmpty() ? 0 : 1;
        }
        assertTrue(matches > 50, "filters with matches: " + matches);
        assertTrue(pruned > 150, "row groups pruned: " + pruned);
    }

    @Test
    void aGovernedScanIsAScanOfTheView() {
        for (int seed = 0; seed < 80; seed++) {
            Random random = new Random(seed);
            Expression rowFilter = random.nextInt(5) == 0 ? null : predicate(random, 2);
            List<ScanAccess.ColumnMask> masks = new ArrayList<>();
            List<Expression> view = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                view.add(column(i));
                if (random.nextInt(4) == 0) {
                    int other = random.nextInt(columns.size());
                    Expression value = switch (random.nextInt(3)) {
                        case 0 -> Literal.ofNull(columns.get(i).type());
                        case 1 -> literal(i, random);
                        default -> new Expression.Case(
                                List.of(new Expression.Case.Branch(new Expression.IsNull(column(other)), literal(i, random))), column(i));
                    };
                    masks.add(new ScanAccess.ColumnMask(columns.get(i).name(), value, "test"));
                    view.set(i, value);
                }
            }
            Expression filter = random.nextInt(5) == 0 ? null : predicate(random, 2);
            PhysicalPlan expected = scan(columns, null, new ScanAccess.Open());
            expected = rowFilter == null ? expected : new PhysicalPlan.Filter(expected, rowFilter);
            expected = new PhysicalPlan.Project(expected, view);
            expected = filter == null ? expected : new PhysicalPlan.Filter(expected, filter);
            ScanAccess access = new ScanAccess.Governed(columns, rowFilter, masks, List.of("p"));
            assertEquals(run(expected), run(scan(columns, filter, access)), "seed " + seed);
        }
    }
}
