package dev.weir.exec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.operator.exchange.ExchangeSink;
import dev.weir.exec.operator.exchange.LocalExchange;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.testing.CollectingSink;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.Tasks;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Several tasks on one pool, with little credit between them: whoever waits must not hold a thread.
final class ExchangedTasksTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private static final List<SqlType> NUMBERS = List.of(SqlType.BIGINT);

    private static PhysicalPlan.Values numbers(int from, int to) {
        List<List<Literal>> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            rows.add(List.of(Literal.ofLong(i)));
        }
        return new PhysicalPlan.Values(NUMBERS, rows);
    }

    private static PhysicalPlan.HashJoin join(JoinKind kind, PhysicalPlan probe, PhysicalPlan build) {
        List<Integer> output = kind.emitsPairs() ? List.of(0, 1) : List.of(kind == JoinKind.BUILD_SEMI || kind == JoinKind.BUILD_ANTI ? 1 : 0);
        return new PhysicalPlan.HashJoin(kind, probe, build, List.of(0), List.of(0), List.of(false), null, false, output, List.of(), 0);
    }

    private TaskContext context(int threads, ExchangeSink output, Map<Integer, LocalExchange> inputs, int consumer) {
        TaskContext plain = leaks.context(threads);
        return new TaskContext(
                plain.allocator(), plain.evaluation(), plain.tables(), plain.splits(), stage -> inputs.get(stage).source(consumer), output, threads, plain.filters());
    }

    private TaskExecution produce(PhysicalPlan plan, Partitioning partitioning, ExchangeSink output, int threads, WorkerPool pool) {
        return leaks.track(TaskExecution.start(new PhysicalPlan.ExchangeSink(plan, partitioning), context(threads, output, Map.of(), 0), pool.share()));
    }

    @Test
    void buildAndProbeStreamOverOneThread() {
        for (int threads : new int[] {1, 2}) {
            WorkerPool pool = leaks.pool(threads);
            LocalExchange build = leaks.closing(new LocalExchange(2, 2, 1));
            LocalExchange probe = leaks.closing(new LocalExchange(2, 2, 1));
            Partitioning hash = new Partitioning.Hash(List.of(0));
            List<TaskExecution> producers = List.of(
                    produce(numbers(0, 30_000), hash, probe.sink(0), threads, pool), produce(numbers(30_000, 60_000), hash, probe.sink(1), threads, pool),
                    produce(numbers(10_000, 40_000), hash, build.sink(0), threads, pool), produce(numbers(70_000, 80_000), hash, build.sink(1), threads, pool));
            List<CollectingSink> results = new ArrayList<>();
            List<TaskExecution> consumers = new ArrayList<>();
            for (int consumer = 0; consumer < 2; consumer++) {
                PhysicalPlan plan = join(
                        JoinKind.FULL, new PhysicalPlan.ExchangeSource(1, NUMBERS, List.of()), new PhysicalPlan.ExchangeSource(2, NUMBERS, List.of()));
                CollectingSink sink = new CollectingSink();
                results.add(sink);
                consumers.add(leaks.start(plan, sink, context(threads, null, Map.of(1, probe, 2, build), consumer), pool));
            }
            consumers.forEach(Tasks::join);
            producers.forEach(Tasks::join);
            List<List<Object>> rows = new ArrayList<>(results.get(0).rows());
            rows.addAll(results.get(1).rows());
            assertEquals(70_000, rows.size());
            assertEquals(30_000, rows.stream().filter(r -> r.get(0) != null && r.get(0).equals(r.get(1))).count());
            assertEquals(10_000, rows.stream().filter(r -> r.get(0) == null).count());
        }
    }

    @Test
    void mergedStreamsKeepTheirOrder() {
        WorkerPool pool = leaks.pool(2);
        LocalExchange exchange = leaks.closing(new LocalExchange(2, 1, 1));
        List<SortKey> keys = List.of(new SortKey(0, true, false));
        for (int i = 0; i < 2; i++) {
            int first = i;
            List<List<Literal>> values = new ArrayList<>();
            for (int n = 0; n < 20_000; n++) {
                values.add(List.of(Literal.ofLong(n * 2 + first)));
            }
            produce(new PhysicalPlan.Sort(new PhysicalPlan.Values(NUMBERS, values), keys), new Partitioning.Single(), exchange.sink(i), 2, pool);
        }
        CollectingSink sink = new CollectingSink();
        PhysicalPlan plan = new PhysicalPlan.Limit(new PhysicalPlan.ExchangeSource(1, NUMBERS, keys), 39_990, 5);
        Tasks.join(leaks.start(plan, sink, context(2, null, Map.of(1, exchange), 0), pool));
        assertEquals(39_990, sink.rows().size());
        for (int i = 0; i < 39_990; i++) {
            assertEquals(39_994L - i, sink.rows().get(i).getFirst());
        }
    }

    @Test
    void aLimitEndsItsProducers() {
        WorkerPool pool = leaks.pool(1);
        LocalExchange exchange = leaks.closing(new LocalExchange(1, 1, 1));
        TaskExecution producer = produce(numbers(0, 100_000), new Partitioning.Single(), exchange.sink(0), 1, pool);
        CollectingSink sink = new CollectingSink();
        Tasks.join(leaks.start(
                new PhysicalPlan.Limit(new PhysicalPlan.ExchangeSource(1, NUMBERS, List.of()), 3, 0), sink, context(1, null, Map.of(1, exchange), 0), pool));
        assertEquals(3, sink.rows().size());
        assertNull(Tasks.failure(producer));
    }

    @Test
    void aFailureReachesTheConsumer() {
        WorkerPool pool = leaks.pool(1);
        LocalExchange exchange = leaks.closing(new LocalExchange(1, 1, 1));
        Expression quotient = new Expression.Arithmetic(
                Expression.Arithmetic.Operator.DIVIDE, Literal.ofLong(1),
                new Expression.Arithmetic(Expression.Arithmetic.Operator.SUBTRACT, new Expression.Column(0, SqlType.BIGINT), Literal.ofLong(20_000), SqlType.BIGINT),
                SqlType.BIGINT);
        TaskExecution producer = produce(
                new PhysicalPlan.Project(numbers(0, 40_000), List.of(quotient)), new Partitioning.Single(), exchange.sink(0), 1, pool);
        QueryException failure = Tasks.failure(leaks.start(
                new PhysicalPlan.ExchangeSource(1, NUMBERS, List.of()), new CollectingSink(), context(1, null, Map.of(1, exchange), 0), pool));
        assertEquals(ErrorCode.DIVISION_BY_ZERO, failure.code());
        assertEquals(ErrorCode.DIVISION_BY_ZERO, Tasks.failure(producer).code());
    }

    @Test
    void unmatchedRowsComeBehindAllProbing() {
        PhysicalPlan lower = new PhysicalPlan.Project(
                join(JoinKind.BUILD_OUTER, numbers(0, 10), numbers(5, 200)), List.of(new Expression.Column(1, SqlType.BIGINT)));
        PhysicalPlan probe = new PhysicalPlan.Union(List.of(numbers(0, 100), lower, numbers(300, 310)));
        for (JoinKind kind : List.of(JoinKind.FULL, JoinKind.BUILD_OUTER, JoinKind.BUILD_SEMI, JoinKind.BUILD_ANTI, JoinKind.INNER)) {
            for (int threads : new int[] {1, 2, 4}) {
                List<List<Object>> rows = leaks.rows(join(kind, probe, numbers(50, 400)), threads);
                // Probe: 0-99, 5-199, 300-309; build: 50-399.
                int pairs = 50 + 150 + 10;
                int matchedBuild = 150 + 10;
                assertEquals(switch (kind) {
                    case FULL -> pairs + (50 + 45) + (350 - matchedBuild);
                    case BUILD_OUTER -> pairs + (350 - matchedBuild);
                    case BUILD_SEMI -> matchedBuild;
                    case BUILD_ANTI -> 350 - matchedBuild;
                    default -> pairs;
                }, rows.size(), kind + " with " + threads);
            }
        }
        assertTrue(leaks.allocator().getAllocatedMemory() == 0);
    }
}
