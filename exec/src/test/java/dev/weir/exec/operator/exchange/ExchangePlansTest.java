package dev.weir.exec.operator.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.operator.sort.RowOrder;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.wire.PlanCodec;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.Tasks;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Runs stages as tasks of one process, each fragment through the wire form.
@Timeout(300)
class ExchangePlansTest {
    private static final List<SqlType> TYPES = List.of(SqlType.BIGINT, SqlType.VARCHAR);
    private static final List<SortKey> KEYS = List.of(new SortKey(1, true, false), new SortKey(0, false, false));

    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    @Test
    void partitionedSortedAndMerged() throws Exception {
        for (long credit : new long[] {1, 100_000, 1 << 30}) {
            for (int threads : new int[] {1, 2}) {
                WorkerPool pool = leaks.pool(threads);
                LocalExchange rows = leaks.closing(new LocalExchange(2, 3, credit));
                LocalExchange sorted = leaks.closing(new LocalExchange(3, 1, credit));
                LocalExchange result = leaks.closing(new LocalExchange(1, 1, credit));
                List<TaskExecution> tasks = new ArrayList<>();
                List<List<Object>> expected = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    PhysicalPlan.Values values = values(20_000, i, expected);
                    tasks.add(start(1, new PhysicalPlan.ExchangeSink(values, new Partitioning.Hash(List.of(0))), null, rows.sink(i), pool, threads));
                }
                for (int i = 0; i < 3; i++) {
                    int consumer = i;
                    PhysicalPlan sort = new PhysicalPlan.Sort(new PhysicalPlan.ExchangeSource(1, TYPES, List.of()), KEYS);
                    tasks.add(start(2, new PhysicalPlan.ExchangeSink(sort, new Partitioning.Single()), _ -> rows.source(consumer), sorted.sink(i), pool, threads));
                }
                PhysicalPlan merged = new PhysicalPlan.Limit(new PhysicalPlan.ExchangeSource(2, TYPES, KEYS), 30_000, 5);
                tasks.add(start(3, new PhysicalPlan.ClientOutput(merged, List.of("a", "b")), _ -> sorted.source(0), result.sink(0), pool, threads));
                expected.sort(new RowOrder(KEYS, TYPES));
                assertEquals(expected.subList(5, 30_005), read(result.source(0)));
                tasks.forEach(Tasks::join);
            }
        }
    }

    @Test
    void aFailureReachesTheClientAndASatisfiedClientEndsItsProducers() throws Exception {
        WorkerPool pool = leaks.pool(2);
        LocalExchange rows = leaks.closing(new LocalExchange(1, 1, 1000));
        LocalExchange result = leaks.closing(new LocalExchange(1, 1, 1000));
        TaskExecution producer = start(1, new PhysicalPlan.ExchangeSink(values(50_000, 1, new ArrayList<>()), new Partitioning.Single()), null, rows.sink(0), pool, 2);
        TaskExecution consumer = start(2, new PhysicalPlan.ClientOutput(
                new PhysicalPlan.Limit(new PhysicalPlan.ExchangeSource(1, TYPES, List.of()), 10, 0), List.of("a", "b")), _ -> rows.source(0), result.sink(0), pool, 2);
        assertEquals(10, read(result.source(0)).size());
        Tasks.join(consumer);
        Tasks.join(producer);

        LocalExchange broken = leaks.closing(new LocalExchange(1, 1, 1000));
        LocalExchange seen = leaks.closing(new LocalExchange(1, 1, 1000));
        TaskExecution waiting = start(2, new PhysicalPlan.ClientOutput(
                new PhysicalPlan.ExchangeSource(1, TYPES, KEYS), List.of("a", "b")), _ -> broken.source(0), seen.sink(0), pool, 2);
        broken.sink(0).fail(new QueryException(ErrorCode.WORKER_LOST, "Worker lost"));
        assertEquals(ErrorCode.WORKER_LOST, Tasks.failure(waiting).code());
    }

    private TaskExecution start(int stage, PhysicalPlan root, IntFunction<ExchangeSource> exchanges, ExchangeSink output, WorkerPool pool, int threads) {
        Fragment fragment = PlanCodec.roundTrip(new Fragment(stage, root, new Site.Coordinator(), true, List.of(1, 2)));
        TaskContext bare = leaks.context(threads);
        TaskContext context = new TaskContext(
                bare.allocator(), bare.evaluation(), bare.tables(), bare.splits(), exchanges, output, threads, bare.filters());
        return leaks.track(TaskExecution.start(fragment.root(), context, pool.share()));
    }

    private static PhysicalPlan.Values values(int count, long seed, List<List<Object>> all) {
        Random random = new Random(seed);
        List<List<Literal>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long number = random.nextInt(1_000_000);
            String text = "a text of some length " + random.nextInt(300);
            rows.add(List.of(Literal.ofLong(number), Literal.ofString(text)));
            all.add(List.of(number, text));
        }
        return new PhysicalPlan.Values(TYPES, rows);
    }

    private static List<List<Object>> read(ExchangeSource source) throws Exception {
        List<List<Object>> rows = new ArrayList<>();
        ExchangeSource.Stream stream = source.streams().getFirst();
        while (!stream.finished()) {
            stream.available().get(30, TimeUnit.SECONDS);
            Batch batch = stream.poll();
            if (batch != null) {
                try (batch) {
                    rows.addAll(RowOrder.rows(batch));
                }
            }
        }
        return rows;
    }
}
