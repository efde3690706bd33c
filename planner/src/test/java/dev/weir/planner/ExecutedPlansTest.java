package dev.weir.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.exchange.ExchangeSink;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.operator.exchange.LocalExchange;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.testing.CollectingSink;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.Tasks;
import dev.weir.planner.explain.LogicalDescription;
import dev.weir.planner.explain.PlanMetrics;
import dev.weir.planner.explain.PlanText;
import dev.weir.planner.explain.StageDescription;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.testing.FilterPassing;
import dev.weir.planner.testing.FakeCatalog;
import dev.weir.planner.testing.LogicalInterpreter;
import dev.weir.planner.testing.RandomPlans;
import dev.weir.planner.testing.RowsTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Random plans, planned and run by the engine as tasks of one process, give the rows of the interpreter.
class ExecutedPlansTest {
    private static final int PLANS = Integer.getInteger("weir.test.plans", 400);

    /// Without an end to the waiting, filters that wait for one another would be seen.
    private static final int[] FILTER_WAITS = {-1, 0, 600_000, 600_000};

    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    @Test
    void stagesGiveTheRowsOfTheInterpreter() {
        WorkerPool pool = leaks.pool(2);
        long first = Long.getLong("weir.test.seed", 100_000);
        int compared = 0;
        for (long seed = first; seed < first + PLANS; seed++) {
            compared += check(seed, pool);
        }
        assertTrue(compared > PLANS / 2, compared + " of " + PLANS);
    }

    private int check(long seed, WorkerPool pool) {
        Random random = new Random(seed);
        FakeCatalog catalog = RandomPlans.catalog().workers("one", 1 + random.nextInt(3)).workers("two", 1 + random.nextInt(3));
        for (String table : List.of("a", "b", "c", "d")) {
            if (random.nextInt(3) > 0) {
                catalog.clustered(table.compareTo("c") < 0 ? "one" : "two", "p", table, table + "0", table + "1");
            }
        }
        RandomPlans plans = new RandomPlans(seed, catalog);
        RandomPlans.Data data = plans.data();
        LogicalPlan.Output query = plans.query();
        PlanSettings settings = PlanSettings.DEFAULT.withChecks(true).withBroadcastBytes(random.nextBoolean() ? 64L << 20 : 10)
                .withRuntimeFilters(random.nextInt(8) > 0).withFilterWait(FILTER_WAITS[random.nextInt(FILTER_WAITS.length)])
                .withDisabledRules(RandomPlans.disabledRules(random));
        Object expected = interpret(query, data, false);
        String text = "seed " + seed + "\n" + PlanText.of(LogicalDescription.of(query, null));
        PlannedQuery planned;
        try {
            planned = Planner.plan(query, catalog, settings);
        } catch (RuntimeException e) {
            throw new AssertionError(text, e);
        }
        text += PlanText.of(LogicalDescription.of(planned.optimized().plan(), null))
                + StageDescription.text(planned.plan(), planned.estimates(), PlanMetrics.NONE) + data;
        Object actual;
        try {
            actual = LogicalInterpreter.comparable(query, run(planned.plan(), data, catalog, pool));
        } catch (QueryException e) {
            if (e.code() == ErrorCode.INTERNAL) {
                throw new AssertionError(text, e);
            }
            actual = e.code();
        }
        if (expected == ErrorCode.SUBQUERY_RETURNED_MANY_ROWS || actual == ErrorCode.SUBQUERY_RETURNED_MANY_ROWS) {
            return 0;
        }
        assertEquals(expected, actual, text);
        return 1;
    }

    private static Object interpret(LogicalPlan.Output query, RandomPlans.Data data, boolean eager) {
        try {
            return LogicalInterpreter.comparable(query, new LogicalInterpreter(data, eager).run(query));
        } catch (QueryException e) {
            return e.code();
        }
    }

    private List<List<Object>> run(DistributedPlan plan, RandomPlans.Data data, FakeCatalog catalog, WorkerPool pool) {
        Map<Integer, Integer> tasks = new HashMap<>();
        for (Fragment fragment : plan.fragments()) {
            tasks.put(fragment.stage(), fragment.parallel() && fragment.site() instanceof Site.Domain(String name) ? catalog.workers(name) : 1);
        }
        Map<Integer, LocalExchange> exchanges = new HashMap<>();
        for (Fragment fragment : plan.fragments()) {
            for (int input : fragment.inputs()) {
                exchanges.put(input, new LocalExchange(tasks.get(input), tasks.get(fragment.stage()), 1 << 20));
            }
        }
        CollectingSink result = new CollectingSink();
        List<TaskExecution> running = new ArrayList<>();
        FilterPassing filters = new FilterPassing(plan, tasks);
        try {
            for (Fragment fragment : plan.fragments()) {
                for (int task = 0; task < tasks.get(fragment.stage()); task++) {
                    RuntimeFilters mine = filters.of(fragment.stage(), task);
                    TaskExecution started = start(fragment, task, tasks.get(fragment.stage()), data, exchanges, result, mine, pool);
                    started.done().whenComplete((_, _) -> filters.ended(fragment.stage(), mine));
                    running.add(started);
                }
            }
            QueryException failure = null;
            for (TaskExecution task : running.reversed()) {
                QueryException met = Tasks.failure(task);
                failure = failure == null ? met : failure;
            }
            if (failure != null) {
                throw failure;
            }
            return result.rows();
        } finally {
            exchanges.values().forEach(LocalExchange::close);
        }
    }

    private TaskExecution start(
            Fragment fragment, int task, int tasks, RandomPlans.Data data, Map<Integer, LocalExchange> exchanges, CollectingSink result, RuntimeFilters filters,
            WorkerPool pool) {
        TaskContext plain = leaks.context(2);
        ExchangeSink output = exchanges.containsKey(fragment.stage()) ? exchanges.get(fragment.stage()).sink(task) : null;
        IntFunction<ExchangeSource> sources = stage -> exchanges.get(stage).source(task);
        TaskContext context = new TaskContext(plain.allocator(), plain.evaluation(), new RowsTable(data, task, tasks, fragment.colocations()), plain.splits(), sources, output, 2,
                filters);
        PhysicalPlan root = opened(fragment.root());
        return root instanceof PhysicalPlan.ClientOutput client ? leaks.start(client.input(), result, context, pool)
                : leaks.track(TaskExecution.start(root, context, pool.share()));
    }

    /// What a worker without policies does.
    private static PhysicalPlan opened(PhysicalPlan plan) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            return new PhysicalPlan.Scan(scan.id(), scan.table(), scan.snapshot(), scan.columns(), scan.filter(), new ScanAccess.Open(), scan.runtimeFilters(),
                    scan.estimatedRows());
        }
        List<PhysicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(opened(child)));
        return children.isEmpty() ? plan : plan.withChildren(children);
    }
}
