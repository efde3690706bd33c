package dev.weir.exec.operator.join;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.memory.SpillSpace;
import dev.weir.exec.memory.TaskMemory;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.testing.Driver;
import dev.weir.exec.testing.RandomRows;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HashJoinTest {
    private static final List<List<SqlType>> KEY_TYPES = List.of(
            List.of(SqlType.BIGINT), List.of(SqlType.INTEGER), List.of(SqlType.SMALLINT), List.of(SqlType.DATE), List.of(SqlType.BOOLEAN),
            List.of(new SqlType.Decimal(10, 2)), List.of(new SqlType.Decimal(30, 2)), List.of(SqlType.DOUBLE), List.of(SqlType.REAL),
            List.of(SqlType.VARCHAR), List.of(SqlType.VARBINARY), List.of(SqlType.BIGINT, SqlType.BIGINT), List.of(SqlType.VARCHAR, SqlType.INTEGER),
            List.of(SqlType.DOUBLE, SqlType.VARCHAR, SqlType.TIMESTAMP));

    private static final SpillSpace SPACE = SpillSpace.below(Path.of(System.getProperty("java.io.tmpdir")));

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        assertEquals(0, allocator.getAllocatedMemory());
        assertEquals(0, SPACE.used());
        allocator.close();
    }

    @AfterAll
    static void noFileIsLeft() {
        SPACE.close();
    }

    /// All that varies between cases, for the message of a failure.
    record Case(
            JoinKind kind, List<SqlType> keys, int probeRows, int buildRows, int distinct, double nulls, boolean sparse, boolean residual,
            boolean nullAware, List<Boolean> nullsEqual, int threads, long seed) {}

    @ParameterizedTest
    @EnumSource(JoinKind.class)
    void equalsTheReference(JoinKind kind) {
        Random random = new Random(kind.ordinal());
        for (List<SqlType> keys : KEY_TYPES) {
            for (int round = 0; round < 8; round++) {
                boolean nullAware = (kind == JoinKind.MARK || kind == JoinKind.PROBE_ANTI) && random.nextBoolean();
                List<Boolean> nullsEqual = new ArrayList<>();
                for (int k = 0; k < keys.size(); k++) {
                    nullsEqual.add(!nullAware && random.nextInt(4) == 0);
                }
                int build = new int[] {0, 1, 30, 200}[random.nextInt(4)];
                check(new Case(kind, keys, random.nextInt(300), build, new int[] {1, 20, 400}[random.nextInt(3)], new double[] {0, 0.2, 0.02}[random.nextInt(3)],
                        random.nextBoolean(), residuals() && random.nextInt(3) == 0, nullAware, nullsEqual, 1 + random.nextInt(3), random.nextLong()));
            }
        }
    }

    @Test
    void manyRowsAndFanOut() {
        for (JoinKind kind : new JoinKind[] {JoinKind.INNER, JoinKind.FULL}) {
            check(new Case(kind, List.of(SqlType.BIGINT), 20000, 20000, 15000, 0.01, false, false, false, List.of(false), 2, 1));
            check(new Case(kind, List.of(SqlType.BIGINT), 20000, 20000, 15000, 0.01, true, false, false, List.of(false), 2, 2));
            check(new Case(kind, List.of(SqlType.BIGINT), 300, 300, 2, 0.01, false, residuals(), false, List.of(false), 2, 3));
            check(new Case(kind, List.of(SqlType.VARCHAR), 3000, 3000, 2000, 0.01, true, residuals(), false, List.of(false), 2, 4));
        }
    }

    @Test
    void largeBuildSidesInParts() {
        check(new Case(JoinKind.INNER, List.of(SqlType.BIGINT), 1000, 300000, 1 << 30, 0.01, true, false, false, List.of(false), 3, 1));
        check(new Case(JoinKind.INNER, List.of(SqlType.BIGINT), 1000, 300000, 150000, 0.01, false, false, false, List.of(false), 3, 2));
    }

    /// Keys too sparse for an array and dense enough for a bitmap.
    @Test
    void sparseKeys() {
        check(new Case(JoinKind.INNER, List.of(SqlType.BIGINT), 20000, 300000, 1 << 24, 0.01, false, false, false, List.of(false), 3, 1));
        check(new Case(JoinKind.INNER, List.of(SqlType.BIGINT), 5000, 300000, 1 << 20, 0.01, false, false, false, List.of(false), 3, 2));
        for (JoinKind kind : new JoinKind[] {JoinKind.FULL, JoinKind.PROBE_SEMI, JoinKind.PROBE_ANTI, JoinKind.MARK, JoinKind.BUILD_SEMI}) {
            check(new Case(kind, List.of(SqlType.BIGINT), 20000, 20000, 1 << 18, 0.01, false, false, false, List.of(false), 2, 3));
            check(new Case(kind, List.of(SqlType.BIGINT), 20000, 3000, 1 << 18, 0.01, false, false, false, List.of(false), 2, 4));
        }
    }

    private static boolean residuals() {
        return true;
    }

    private void check(Case c) {
        if (dev.weir.exec.kernel.Hash.CONSTANT && c.buildRows() > 5000) {
            return;
        }
        Random random = new Random(c.seed());
        List<SqlType> types = new ArrayList<>(c.keys());
        types.add(SqlType.BIGINT);
        types.add(SqlType.VARCHAR);
        List<List<Object>> probe = rows(types, c, c.probeRows(), random);
        List<List<Object>> build = rows(types, c, c.buildRows(), random);
        int width = types.size();
        List<Integer> keys = IntStream.range(0, c.keys().size()).boxed().toList();
        List<Integer> output = switch (c.kind()) {
            case INNER, PROBE_OUTER, BUILD_OUTER, FULL -> IntStream.range(0, 2 * width).boxed().toList();
            case PROBE_SEMI, PROBE_ANTI, MARK -> IntStream.range(0, width).boxed().toList();
            case BUILD_SEMI, BUILD_ANTI -> IntStream.range(width, 2 * width).boxed().toList();
        };
        int row = c.keys().size();
        Expression residual = !c.residual() ? null
                : new Expression.Comparison(
                        Expression.Comparison.Operator.LESS, new Expression.Column(row, SqlType.BIGINT), new Expression.Column(width + row, SqlType.BIGINT));
        PhysicalPlan side = new PhysicalPlan.Values(types, List.of());
        PhysicalPlan.HashJoin join = new PhysicalPlan.HashJoin(
                c.kind(), side, side, keys, keys, c.nullsEqual(), residual, c.nullAware(), output, List.of(new RuntimeFilter(7, 0)), 1);
        Object expected = counted(reference(c, probe, build, width));
        assertEquals(expected, counted(run(c, join, probe, build, 0)), c::toString);
        assertEquals(expected, counted(run(c, join, probe, build, 1 + (int) (c.seed() & 3))), () -> "spilling " + c);
    }

    /// @param every batches somebody has to spill; 0: never
    private List<List<Object>> run(Case c, PhysicalPlan.HashJoin join, List<List<Object>> probe, List<List<Object>> build, int every) {
        Random random = new Random(c.seed() + 1);
        List<SqlType> types = join.probe().types();
        TaskContext plain = Driver.context(allocator, c.threads());
        TaskContext context = every == 0 ? plain : plain.with(TaskMemory.spilling(allocator, SPACE, every));
        List<List<Object>> actual = new ArrayList<>();
        try (HashJoinBuild joinBuild = new HashJoinBuild(join, context)) {
            Driver.feed(joinBuild, RandomRows.batches(types, build, random, Math.max(10, c.buildRows() / 20), allocator), c.threads());
            checkFilter(c, context, build, probe, types.getFirst(), random);
            actual.addAll(Driver.stream(new HashJoinProbe(joinBuild), RandomRows.batches(types, probe, random, Math.max(10, c.probeRows() / 3), allocator), c.threads()));
            if (UnmatchedBuildRows.needed(c.kind())) {
                actual.addAll(Driver.drain(new UnmatchedBuildRows(joinBuild), c.threads()));
            }
            actual.addAll(Driver.drain(new SpilledJoin(joinBuild), c.threads()));
            return actual;
        } catch (RuntimeException e) {
            throw new IllegalStateException((every > 0 ? "spilling " : "") + c, e);
        }
    }

    private void checkFilter(Case c, TaskContext context, List<List<Object>> build, List<List<Object>> probe, SqlType type, Random random) {
        KeyFilter filter = context.filters().get(7).getNow(null);
        if (filter == null || probe.isEmpty()) {
            return;
        }
        Set<Object> keys = new HashSet<>();
        for (List<Object> row : build) {
            keys.add(RandomRows.canonical(row.getFirst()));
        }
        List<Object> values = probe.stream().map(List::getFirst).toList();
        List<Object> copy = new ArrayList<>(probe.stream().map(List::getFirst).toList());
        try (Column column = RandomRows.column(type, copy, random, allocator); NativeArray out = new NativeArray(allocator, values.size() * 4L)) {
            int kept = filter.select(column, 0, values.size(), out.address());
            Set<Integer> passed = new HashSet<>();
            for (int i = 0; i < kept; i++) {
                passed.add(Memory.getInt(out.address() + i * 4L));
            }
            for (int i = 0; i < values.size(); i++) {
                Object value = values.get(i);
                if (value == null) {
                    assertEquals(false, passed.contains(i), c::toString);
                } else if (keys.contains(RandomRows.canonical(value))) {
                    assertEquals(true, passed.contains(i), c::toString);
                }
            }
        }
    }

    private static List<List<Object>> rows(List<SqlType> types, Case c, int count, Random random) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Object> row = new ArrayList<>();
            for (int t = 0; t < types.size() - 2; t++) {
                row.add(RandomRows.value(types.get(t), random, c.distinct(), c.nulls(), c.sparse()));
            }
            row.add((long) random.nextInt(Math.max(1, count)));
            row.add(RandomRows.value(SqlType.VARCHAR, random, 50, 0.1, false));
            rows.add(row);
        }
        return rows;
    }

    private static List<List<Object>> reference(Case c, List<List<Object>> probe, List<List<Object>> build, int width) {
        Map<Object, List<Integer>> index = new HashMap<>();
        List<Object> nulls = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            nulls.add(null);
        }
        int keys = c.keys().size();
        for (int b = 0; b < build.size(); b++) {
            index.computeIfAbsent(RandomRows.canonical(build.get(b).subList(0, keys)), _ -> new ArrayList<>()).add(b);
        }
        boolean[] matched = new boolean[build.size()];
        List<List<Object>> result = new ArrayList<>();
        for (List<Object> p : probe) {
            boolean found = false;
            boolean canMatch = IntStream.range(0, keys).allMatch(k -> p.get(k) != null || c.nullsEqual().get(k));
            for (int b : canMatch ? index.getOrDefault(RandomRows.canonical(p.subList(0, keys)), List.of()) : List.<Integer>of()) {
                if (passes(c, p, build.get(b))) {
                    found = true;
                    matched[b] = true;
                    if (c.kind().emitsPairs()) {
                        result.add(Stream.concat(p.stream(), build.get(b).stream()).toList());
                    }
                }
            }
            if (!found && (c.kind() == JoinKind.PROBE_OUTER || c.kind() == JoinKind.FULL)) {
                result.add(Stream.concat(p.stream(), nulls.stream()).toList());
            }
            Boolean value = found;
            if (!found && c.nullAware()) {
                for (List<Object> b : build) {
                    if (passes(c, p, b) && IntStream.range(0, keys).allMatch(
                            k -> p.get(k) == null || b.get(k) == null || Objects.equals(RandomRows.canonical(p.get(k)), RandomRows.canonical(b.get(k))))) {
                        value = null;
                        break;
                    }
                }
            }
            if (c.kind() == JoinKind.PROBE_SEMI && found || c.kind() == JoinKind.PROBE_ANTI && Boolean.FALSE.equals(value)) {
                result.add(p);
            }
            if (c.kind() == JoinKind.MARK) {
                List<Object> marked = new ArrayList<>(p);
                marked.add(value);
                result.add(marked);
            }
        }
        for (int b = 0; b < build.size(); b++) {
            if (c.kind() == JoinKind.BUILD_SEMI ? matched[b] : c.kind() == JoinKind.BUILD_ANTI && !matched[b]) {
                result.add(build.get(b));
            } else if ((c.kind() == JoinKind.BUILD_OUTER || c.kind() == JoinKind.FULL) && !matched[b]) {
                result.add(Stream.concat(nulls.stream(), build.get(b).stream()).toList());
            }
        }
        return result;
    }

    private static boolean passes(Case c, List<Object> probe, List<Object> build) {
        int row = c.keys().size();
        return !c.residual() || (Long) probe.get(row) < (Long) build.get(row);
    }

    private static Map<List<Object>, Integer> counted(List<List<Object>> rows) {
        Map<List<Object>, Integer> counts = new HashMap<>();
        for (List<Object> row : rows) {
            counts.merge(RandomRows.canonical(row), 1, Integer::sum);
        }
        return counts;
    }
}
