package dev.weir.coordinator.schedule;

import static dev.weir.coordinator.cluster.Announcements.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.catalog.TableFiles;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.TaskId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuerySchedulerTest {
    private static final WorkerNode A = worker("a", "sales", 1);
    private static final WorkerNode B = worker("b", "sales", 2);
    private static final WorkerNode SELF = worker("self", "system", 9);

    private final QueryScheduler scheduler = scheduler();

    /// Stage 0: one task on A or B; stage 1: A and B; stage 2: the coordinator.
    private static QueryScheduler scheduler() {
        return new QueryScheduler(TaskPlacement.place("q_1", Plans.relay(10, "sales", "sales", new Site.Coordinator()), new ClusterView() {
            @Override
            public List<WorkerNode> workers(String domain) {
                return List.of(A, B);
            }

            @Override
            public WorkerNode coordinator() {
                return SELF;
            }

            @Override
            public TableFiles files(TableName table) {
                return new TableFiles(List.of());
            }
        }));
    }

    private static Event reported(TaskId task, TaskState state, QueryException failure) {
        return new Event.TaskReported(task, state, failure, null, 0, 0);
    }

    private static List<TaskId> ids(QueryScheduler scheduler) {
        List<TaskId> ids = new ArrayList<>();
        for (TaskProgress task : scheduler.tasks()) {
            ids.add(task.assignment().id());
        }
        return ids;
    }

    private static <T extends Action> List<T> only(Class<T> kind, List<Action> actions) {
        return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void allWorkersStartAtOnceAndSuccessWaitsForAll() {
        List<Action> started = scheduler.apply(new Event.Start());
        assertEquals(3, only(Action.StartTasks.class, started).size());
        for (TaskId task : ids(scheduler)) {
            assertEquals(List.of(), scheduler.apply(reported(task, TaskState.FINISHED, null)));
        }
        assertEquals(List.of(), scheduler.apply(new Event.CallEnded(A)));
        assertEquals(List.of(), scheduler.apply(new Event.CallEnded(SELF)));
        assertEquals(List.of(new Action.ReportSuccess(), new Action.Release()), scheduler.apply(new Event.CallEnded(B)));
    }

    @Test
    void theFirstFailureIsReportedOnceAndEndsEverything() {
        scheduler.apply(new Event.Start());
        QueryException first = new QueryException(ErrorCode.DIVISION_BY_ZERO, "Division by zero");
        List<Action> actions = scheduler.apply(reported(ids(scheduler).getFirst(), TaskState.FAILED, first));
        assertEquals(List.of(new Action.ReportFailure(first)), only(Action.ReportFailure.class, actions));
        assertEquals(3, only(Action.CancelTasks.class, actions).size());
        assertEquals(1, only(Action.StartPatience.class, actions).size());
        assertEquals(List.of(), scheduler.apply(reported(ids(scheduler).get(1), TaskState.FAILED, new QueryException(ErrorCode.INTERNAL, "later"))));
        scheduler.apply(new Event.CallEnded(A));
        scheduler.apply(new Event.CallEnded(B));
        List<Action> late = scheduler.apply(new Event.PatienceEnded());
        assertEquals(List.of(new Action.BreakCall(SELF)), late);
        assertEquals(List.of(new Action.Release()), scheduler.apply(new Event.CallFailed(SELF, new QueryException(ErrorCode.WORKER_LOST, "broken"))));
        assertInstanceOf(QueryScheduler.Phase.Failed.class, scheduler.phase());
    }

    @Test
    void aLostWorkerIsNamedWithItsStages() {
        scheduler.apply(new Event.Start());
        List<Action> actions = scheduler.apply(new Event.WorkerLost(B, new QueryException(ErrorCode.WORKER_LOST, "Worker lost: " + B)));
        QueryException failure = only(Action.ReportFailure.class, actions).getFirst().failure();
        assertEquals(ErrorCode.WORKER_LOST, failure.code());
        assertTrue(failure.getMessage().contains("stage 1 of domain sales"), failure.getMessage());
        assertEquals(2, only(Action.CancelTasks.class, actions).size());
    }

    @Test
    void aQueryThatNeverStartedIsReleasedAtOnce() {
        QueryException reason = new QueryException(ErrorCode.QUERY_CANCELLED, "Query was cancelled");
        assertEquals(List.of(new Action.ReportFailure(reason), new Action.Release()), scheduler.apply(new Event.Cancel(reason)));
        assertEquals(List.of(), scheduler.apply(new Event.Start()));
    }

    /// Whatever comes in whatever order: one verdict, one release, cancels only after a failure, and an end when all
    /// workers have answered.
    @Test
    void anyOrderOfEventsEndsWell() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            QueryScheduler query = scheduler();
            List<Action> all = new ArrayList<>(query.apply(new Event.Start()));
            List<TaskId> tasks = ids(query);
            Set<WorkerNode> open = new HashSet<>(List.of(A, B, SELF));
            List<WorkerNode> nodes = List.of(A, B, SELF);
            for (int step = 0; step < 60; step++) {
                WorkerNode node = nodes.get(random.nextInt(3));
                QueryException failure = new QueryException(ErrorCode.INTERNAL, "step " + step);
                Event event = switch (random.nextInt(12)) {
                    case 0 -> new Event.CallFailed(node, failure);
                    case 1 -> new Event.WorkerLost(node, new QueryException(ErrorCode.WORKER_LOST, "lost"));
                    case 2 -> reported(tasks.get(random.nextInt(tasks.size())), TaskState.FAILED, failure);
                    case 3 -> new Event.Cancel(failure);
                    case 4 -> new Event.PatienceEnded();
                    case 5 -> new Event.CallEnded(node);
                    case 6 -> new Event.Start();
                    default -> reported(tasks.get(random.nextInt(tasks.size())), TaskState.FINISHED, null);
                };
                if (event instanceof Event.CallFailed || event instanceof Event.WorkerLost || event instanceof Event.CallEnded) {
                    open.remove(node);
                }
                all.addAll(query.apply(event));
            }
            for (WorkerNode node : open) {
                all.addAll(query.apply(new Event.CallEnded(node)));
            }
            int verdicts = only(Action.ReportFailure.class, all).size() + only(Action.ReportSuccess.class, all).size();
            assertEquals(1, verdicts, "seed " + seed);
            assertEquals(1, only(Action.Release.class, all).size(), "seed " + seed);
            assertInstanceOf(Action.Release.class, all.getLast(), "seed " + seed);
            if (!only(Action.ReportSuccess.class, all).isEmpty()) {
                assertEquals(0, only(Action.CancelTasks.class, all).size(), "seed " + seed);
            }
        }
    }
}
