package dev.weir.exec.operator.join;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.testing.Driver;
import dev.weir.exec.testing.RandomRows;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NestedLoopTest {
    private static final List<SqlType> TYPES = List.of(SqlType.BIGINT, SqlType.VARCHAR);

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @ParameterizedTest
    @EnumSource(value = JoinKind.class, names = {"BUILD_SEMI", "BUILD_ANTI"}, mode = EnumSource.Mode.EXCLUDE)
    void equalsTheReference(JoinKind kind) {
        Random random = new Random(kind.ordinal());
        for (int probeRows : new int[] {0, 1, 150}) {
            for (int buildRows : new int[] {0, 1, 2, 120}) {
                for (boolean condition : new boolean[] {false, true}) {
                    check(kind, rows(probeRows, random), rows(buildRows, random), condition, 1 + random.nextInt(2), random);
                }
            }
        }
    }

    private void check(JoinKind kind, List<List<Object>> probe, List<List<Object>> build, boolean condition, int threads, Random random) {
        Expression less = new Expression.Comparison(
                Expression.Comparison.Operator.LESS, new Expression.Column(0, SqlType.BIGINT), new Expression.Column(2, SqlType.BIGINT));
        PhysicalPlan side = new PhysicalPlan.Values(TYPES, List.of());
        List<Integer> output = IntStream.range(0, kind.emitsPairs() ? 4 : 2).boxed().toList();
        PhysicalPlan.NestedLoopJoin join = new PhysicalPlan.NestedLoopJoin(kind, side, side, condition ? less : null, output);
        List<List<Object>> actual = new ArrayList<>();
        try (NestedLoopBuild nested = new NestedLoopBuild(join, Driver.context(allocator, threads))) {
            Driver.feed(nested, RandomRows.batches(TYPES, build, random, 50, allocator), threads);
            actual.addAll(Driver.stream(new NestedLoopProbe(nested), RandomRows.batches(TYPES, probe, random, 150, allocator), threads));
            if (UnmatchedBuildRows.needed(kind)) {
                actual.addAll(Driver.drain(new NestedLoopUnmatched(nested), threads));
            }
        }
        assertEquals(counted(reference(kind, probe, build, condition)), counted(actual), () -> kind + " " + probe.size() + " x " + build.size() + " " + condition);
    }

    private static List<List<Object>> rows(int count, Random random) {
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(java.util.Arrays.asList(
                    RandomRows.value(SqlType.BIGINT, random, 100, 0.1, false), RandomRows.value(SqlType.VARCHAR, random, 100, 0.1, false)));
        }
        return rows;
    }

    private static List<List<Object>> reference(JoinKind kind, List<List<Object>> probe, List<List<Object>> build, boolean condition) {
        List<Object> nulls = java.util.Arrays.asList(null, null);
        boolean[] matched = new boolean[build.size()];
        List<List<Object>> result = new ArrayList<>();
        for (List<Object> p : probe) {
            boolean found = false;
            for (int b = 0; b < build.size(); b++) {
                Long left = (Long) p.getFirst();
                Long right = (Long) build.get(b).getFirst();
                if (!condition || left != null && right != null && left < right) {
                    found = true;
                    matched[b] = true;
                    if (kind.emitsPairs()) {
                        result.add(Stream.concat(p.stream(), build.get(b).stream()).toList());
                    }
                }
            }
            if (!found && (kind == JoinKind.PROBE_OUTER || kind == JoinKind.FULL)) {
                result.add(Stream.concat(p.stream(), nulls.stream()).toList());
            }
            if (found && kind == JoinKind.PROBE_SEMI || !found && kind == JoinKind.PROBE_ANTI) {
                result.add(p);
            }
            if (kind == JoinKind.MARK) {
                result.add(Stream.concat(p.stream(), Stream.of(found)).toList());
            }
        }
        for (int b = 0; b < build.size(); b++) {
            if (!matched[b] && (kind == JoinKind.BUILD_OUTER || kind == JoinKind.FULL)) {
                result.add(Stream.concat(nulls.stream(), build.get(b).stream()).toList());
            }
        }
        return result;
    }

    private static Map<List<Object>, Integer> counted(List<List<Object>> rows) {
        Map<List<Object>, Integer> counts = new HashMap<>();
        for (List<Object> row : rows) {
            counts.merge(RandomRows.canonical(row), 1, Integer::sum);
        }
        return counts;
    }
}
