package dev.weir.exec.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.operator.aggregate.HashAggregation;
import dev.weir.exec.operator.aggregate.PartialAggregation;
import dev.weir.exec.operator.join.HashJoinBuild;
import dev.weir.exec.operator.join.HashJoinProbe;
import dev.weir.exec.operator.join.UnmatchedBuildRows;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Aggregate.Step;
import dev.weir.exec.testing.Driver;
import dev.weir.exec.testing.RandomRows;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/// Joins and aggregations run out of memory at every possible point, and free everything.
class MemoryLimitTest {
    private static final List<SqlType> TYPES = List.of(SqlType.BIGINT, SqlType.VARCHAR, SqlType.DOUBLE, new SqlType.Decimal(30, 2));

    @Test
    void joins() {
        PhysicalPlan side = new PhysicalPlan.Values(TYPES, List.of());
        for (List<Integer> keys : List.of(List.of(0), List.of(1), List.of(0, 1))) {
            PhysicalPlan.HashJoin join = new PhysicalPlan.HashJoin(
                    JoinKind.FULL, side, side, keys, keys, keys.stream().map(_ -> false).toList(), null, false, List.of(0, 1, 2, 3, 4, 5, 6, 7), List.of(), 1);
            atEveryLimit(context -> {
                try (Inputs inputs = new Inputs(); HashJoinBuild build = new HashJoinBuild(join, context)) {
                    feed(build, inputs);
                    try (Inputs probe = new Inputs(); Operator operator = new HashJoinProbe(build).create()) {
                        stream(operator, probe);
                    }
                    try (Source source = new UnmatchedBuildRows(build).create()) {
                        drain(source);
                    }
                }
            });
        }
    }

    @Test
    void aggregations() {
        for (Step step : new Step[] {Step.SINGLE, Step.PARTIAL}) {
            for (List<Integer> keys : List.of(List.<Integer>of(), List.of(0), List.of(1), List.of(1, 2))) {
                PhysicalPlan.Aggregate plan = new PhysicalPlan.Aggregate(new PhysicalPlan.Values(TYPES, List.of()), keys, calls(step == Step.SINGLE), step, 1);
                atEveryLimit(context -> {
                    if (step == Step.PARTIAL) {
                        try (Inputs inputs = new Inputs(); Operator operator = new PartialAggregation(plan, context).create()) {
                            stream(operator, inputs);
                        }
                        return;
                    }
                    try (Inputs inputs = new Inputs(); Inputs more = new Inputs(); HashAggregation aggregation = new HashAggregation(plan, context)) {
                        try (Sink sink = aggregation.create()) {
                            inputs.forEach(sink::addInput);
                            sink.finish();
                        }
                        feed(aggregation, more);
                        try (Source source = aggregation.results().create()) {
                            drain(source);
                        }
                    }
                });
            }
        }
    }

    private static List<AggregateCall> calls(boolean distinct) {
        List<AggregateCall> calls = new ArrayList<>();
        for (int a = 0; a < TYPES.size(); a++) {
            for (AggregateFunction function : AggregateFunctions.ALL) {
                AggregateFunction.Signature signature = function.resolver().resolve(List.of(TYPES.get(a))).orElse(null);
                if (signature != null && signature.arguments().equals(List.of(TYPES.get(a)))) {
                    calls.add(new AggregateCall(function, List.of(a), distinct && a % 2 == 0, -1, signature));
                }
            }
        }
        return calls;
    }

    private static void atEveryLimit(Consumer<TaskContext> work) {
        int failures = 0;
        for (long limit = 4096; ; limit += Math.max(4096, limit / 16)) {
            try (BufferAllocator root = new RootAllocator(limit)) {
                try {
                    work.accept(Driver.context(root, 1));
                    assertTrue(failures > 0);
                    return;
                } catch (OutOfMemoryException expected) {
                    failures++;
                } finally {
                    assertEquals(0, root.getAllocatedMemory(), "limit " + limit);
                }
            }
        }
    }

    private static void feed(SinkFactory factory, Inputs inputs) {
        try (Sink sink = factory.create()) {
            inputs.forEach(sink::addInput);
            sink.finish();
        }
        factory.complete();
    }

    private static void stream(Operator operator, Inputs inputs) {
        inputs.forEach(batch -> {
            operator.addInput(batch);
            while (operator.advance() == Progress.HAVE_OUTPUT) {
                operator.takeOutput().close();
            }
        });
        operator.noMoreInput();
        while (operator.advance() == Progress.HAVE_OUTPUT) {
            operator.takeOutput().close();
        }
    }

    private static void drain(Source source) {
        for (Progress progress = source.advance(); progress != Progress.FINISHED; progress = source.advance()) {
            if (progress == Progress.HAVE_OUTPUT) {
                source.takeOutput().close();
            }
        }
    }

    /// Batches with memory of their own, of which those that nobody took are freed at the end.
    private static final class Inputs implements AutoCloseable {
        private final BufferAllocator allocator = new RootAllocator();
        private final List<Batch> batches;

        Inputs() {
            Random random = new Random(3);
            List<List<Object>> rows = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                List<Object> row = new ArrayList<>();
                for (SqlType type : TYPES) {
                    row.add(RandomRows.value(type, random, 150, 0.1, true));
                }
                rows.add(row);
            }
            batches = RandomRows.batches(TYPES, rows, random, 200, allocator);
        }

        void forEach(Consumer<Batch> consumer) {
            while (!batches.isEmpty()) {
                consumer.accept(batches.removeFirst());
            }
        }

        @Override
        public void close() {
            batches.forEach(Batch::close);
        }
    }
}
