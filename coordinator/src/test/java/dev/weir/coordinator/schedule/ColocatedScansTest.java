package dev.weir.coordinator.schedule;

import static dev.weir.coordinator.cluster.Announcements.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.catalog.TableFiles;
import dev.weir.coordinator.catalog.TableFiles.TableFile;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.Colocation;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.KeyRange;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whatever row groups hold: each of their rows is read by exactly one task, and rows with equal keys by the same.
class ColocatedScansTest {
    private static final WorkerNode SELF = worker("self", "system", 9);
    private static final List<WorkerNode> WORKERS = List.of(worker("a", "sales", 1), worker("b", "sales", 2), worker("c", "sales", 3));
    private static final TableName ORDERS = new TableName("sales", "shop", "orders");
    private static final TableName LINES = new TableName("sales", "shop", "lines");
    private static final List<SqlType> TYPES = List.of(SqlType.VARCHAR, SqlType.BIGINT);
    private static final List<String> ALL = List.of("a", "b", "c");

    private static PhysicalPlan.Scan scan(int id, TableName table, Expression filter) {
        List<PhysicalPlan.Scan.ScanColumn> columns = List.of(
                new PhysicalPlan.Scan.ScanColumn("text", TYPES.get(0)), new PhysicalPlan.Scan.ScanColumn("id", TYPES.get(1)));
        return new PhysicalPlan.Scan(id, table, "s", columns, filter, new ScanAccess.Unresolved(), List.of(), 100);
    }

    private static final Expression USERS = new Expression.IsNull(new Expression.Column(0, TYPES.get(0)));

    private static Map<WorkerNode, TaskAssignment> place(Map<TableName, List<TableFile>> tables) {
        PhysicalPlan both = new PhysicalPlan.Union(List.of(scan(1, ORDERS, null), scan(2, LINES, USERS)));
        Fragment leaf = new Fragment(
                0, new PhysicalPlan.ExchangeSink(both, new Partitioning.Single()), new Site.Domain("sales"), true, List.of(),
                List.of(new Colocation(Set.of(new Colocation.Key(1, 1), new Colocation.Key(2, 1)))));
        DistributedPlan plan = new DistributedPlan(
                List.of(leaf, Plans.output(1, new PhysicalPlan.ExchangeSource(0, TYPES, List.of()), new Site.Coordinator())), List.of("text", "id"), TYPES);
        Placement placement = TaskPlacement.place("q_1", plan, new ClusterView() {
            @Override
            public List<WorkerNode> workers(String domain) {
                return WORKERS;
            }

            @Override
            public WorkerNode coordinator() {
                return SELF;
            }

            @Override
            public TableFiles files(TableName table) {
                return new TableFiles(tables.get(table));
            }
        });
        Map<WorkerNode, TaskAssignment> tasks = new HashMap<>();
        placement.stages().get(0).forEach(task -> tasks.put(task.worker(), task));
        assertEquals(placement.stages().get(0).size(), tasks.size());
        return tasks;
    }

    private static TableFile file(String path, List<KeyRange> keys, boolean known, List<String> workers) {
        List<Long> rows = Collections.nCopies(keys.size(), 100L);
        return new TableFile(path, 1000, 5, "x", rows, rows, known ? Map.of("id", keys) : Map.of(), workers);
    }

    /// The condition under which a task reads rows of a row group; empty when it does not read it at all.
    private static List<Expression> read(TaskAssignment task, int scan, String path, int rowGroup) {
        List<Expression> conditions = new ArrayList<>();
        for (Split split : task.splits().getOrDefault(scan, List.of())) {
            if (split.path().equals(path) && rowGroup >= split.firstRowGroup() && rowGroup < split.firstRowGroup() + split.rowGroups()) {
                assertEquals(100L * split.rowGroups(), split.rows());
                PhysicalPlan.Scan placed = (PhysicalPlan.Scan) task.fragment().root().children().getFirst().children().get(scan - 1);
                assertEquals(scan, placed.id());
                conditions.add(placed.filter() == null || placed.filter() == USERS ? Expression.Literal.of(true)
                        : scan == 2 ? ((Expression.And) placed.filter()).terms().get(1) : placed.filter());
            }
        }
        return conditions;
    }

    /// Whether the condition is TRUE for a key, which may be null.
    private static boolean holds(Expression condition, Long key) {
        return switch (condition) {
            case Expression.And(List<Expression> terms) -> terms.stream().allMatch(term -> holds(term, key));
            case Expression.Or(List<Expression> terms) -> terms.stream().anyMatch(term -> holds(term, key));
            case Expression.IsNull _ -> key == null;
            case Expression.Literal literal -> (Boolean) literal.value();
            case Expression.Comparison(Expression.Comparison.Operator operator, Expression.Column column, Expression.Literal(Object bound, _)) -> {
                assertEquals(1, column.index());
                yield key != null && switch (operator) {
                    case GREATER -> key > (Long) bound;
                    case LESS_OR_EQUAL -> key <= (Long) bound;
                    default -> throw new AssertionError(operator);
                };
            }
            default -> throw new AssertionError(condition);
        };
    }

    @Test
    void everyRowIsReadOnceAndEqualKeysByOneTask() {
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            Map<TableName, List<TableFile>> tables = new HashMap<>();
            Map<String, List<KeyRange>> keys = new HashMap<>();
            for (TableName table : List.of(ORDERS, LINES)) {
                List<TableFile> files = new ArrayList<>();
                for (int f = random.nextInt(4); f >= 0; f--) {
                    List<KeyRange> ranges = new ArrayList<>();
                    for (int g = random.nextInt(6); g >= 0; g--) {
                        long least = random.nextInt(60) - 10;
                        ranges.add(new KeyRange(least, least + random.nextInt(random.nextBoolean() ? 3 : 30)));
                    }
                    files.add(file(table.table() + f, ranges, random.nextInt(5) > 0, ALL));
                    keys.put(table.table() + f, ranges);
                }
                tables.put(table, files);
            }
            check(tables, keys, "seed " + seed);
        }
    }

    private static void check(Map<TableName, List<TableFile>> tables, Map<String, List<KeyRange>> keys, String message) {
        Map<WorkerNode, TaskAssignment> tasks = place(tables);
        Map<Long, WorkerNode> readers = new HashMap<>();
        for (int scan = 1; scan <= 2; scan++) {
            for (TableFile file : tables.get(scan == 1 ? ORDERS : LINES)) {
                for (int group = 0; group < file.rowGroupRows().size(); group++) {
                    KeyRange range = keys.get(file.path()).get(group);
                    List<Long> values = new ArrayList<>();
                    for (long key = range.least(); key <= range.greatest(); key++) {
                        values.add(key);
                    }
                    if (file.keyRanges().isEmpty()) {
                        values.add(null);
                    }
                    for (Long key : values) {
                        List<WorkerNode> found = new ArrayList<>();
                        for (Map.Entry<WorkerNode, TaskAssignment> task : tasks.entrySet()) {
                            for (Expression condition : read(task.getValue(), scan, file.path(), group)) {
                                if (holds(condition, key)) {
                                    found.add(task.getKey());
                                }
                            }
                        }
                        assertEquals(1, found.size(), message + " key " + key + " of " + file.path());
                        WorkerNode before = readers.putIfAbsent(key, found.getFirst());
                        assertTrue(before == null || before == found.getFirst(), message + " key " + key);
                    }
                }
            }
        }
    }

    @Test
    void neighboursAreCutIntoEqualPartsWithoutConditions() {
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ranges.add(new KeyRange(i * 10L, i * 10L + 9));
        }
        Map<WorkerNode, TaskAssignment> tasks = place(Map.of(ORDERS, List.of(file("o", ranges, true, ALL)), LINES, List.of(file("l", ranges, true, ALL))));
        assertEquals(3, tasks.size());
        for (TaskAssignment task : tasks.values()) {
            for (int scan = 1; scan <= 2; scan++) {
                assertEquals(1, task.splits().get(scan).size());
                assertEquals(3, task.splits().get(scan).getFirst().rowGroups());
            }
            assertNull(((PhysicalPlan.Scan) task.fragment().root().children().getFirst().children().get(0)).filter());
            assertEquals(List.of(), task.fragment().colocations());
        }
    }

    @Test
    void onlyWorkersWithAllFilesRead() {
        List<KeyRange> ranges = List.of(new KeyRange(0, 5), new KeyRange(6, 9));
        Map<WorkerNode, TaskAssignment> tasks = place(
                Map.of(ORDERS, List.of(file("o", ranges, true, List.of("a", "c"))), LINES, List.of(file("l", ranges, true, ALL))));
        assertEquals(Set.of(WORKERS.get(0), WORKERS.get(2)), tasks.keySet());
        QueryException refused = assertThrows(QueryException.class, () -> place(
                Map.of(ORDERS, List.of(file("o", ranges, true, List.of("a"))), LINES, List.of(file("l", ranges, true, List.of("b"))))));
        assertEquals(ErrorCode.DOMAIN_UNAVAILABLE, refused.code());
    }

    @Test
    void emptyTablesAreReadByOne() {
        assertEquals(1, place(Map.of(ORDERS, List.of(), LINES, List.of())).size());
    }
}
