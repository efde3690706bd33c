package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.admission.AdmissionLimits;
import dev.weir.coordinator.launch.CoordinatorServer;
import dev.weir.coordinator.launch.DomainWorker;
import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryService;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.QueryState;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A worker that goes while queries wait for their turn: each of them ends, and says why.
@Timeout(120)
class WorkerLostInQueueTest {
    private static final String SILENT = "SELECT count(*) FROM lab.shop.rows a CROSS JOIN lab.shop.rows b WHERE a.id * b.id = -1";

    @Test
    void everyWaitingQueryEnds() throws Exception {
        Path folder = FaultyMesh.newFolder();
        FaultyMesh.write(folder, "lab/shop/rows.parquet", "SELECT i AS id FROM range(200000) t(i)");
        try (CoordinatorServer coordinator = new CoordinatorServer("127.0.0.1", 0, 0, null, 2, 1L << 28, new AdmissionLimits(1, 10))) {
            int port = Integer.parseInt(coordinator.address().substring(coordinator.address().indexOf(':') + 1));
            DomainWorker worker = new DomainWorker("lab", folder.resolve("lab"), "", "127.0.0.1", 0, "127.0.0.1", port, 1, 1L << 28);
            worker.registered().get(60, TimeUnit.SECONDS);
            List<QueryExecution> queries = new ArrayList<>();
            List<CompletableFuture<ErrorCode>> ends = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                QueryExecution query = query(coordinator.queries(), "user" + i);
                queries.add(query);
                ends.add(CompletableFuture.supplyAsync(() -> end(query), task -> Thread.ofVirtual().start(task)));
                await(query, i == 0 ? QueryState.RUNNING : QueryState.QUEUED);
            }
            worker.close();
            for (CompletableFuture<ErrorCode> end : ends) {
                ErrorCode code = end.get(30, TimeUnit.SECONDS);
                assertTrue(code == ErrorCode.WORKER_LOST || code == ErrorCode.DOMAIN_UNAVAILABLE, code.name());
            }
            for (QueryExecution query : queries) {
                assertEquals(QueryState.FAILED, query.state());
            }
        } finally {
            FaultyMesh.removeFolder(folder);
        }
    }

    private static QueryExecution query(QueryService service, String user) {
        QuerySession session = new QuerySession("session of " + user, user);
        return service.execute(session, service.prepare(session, SILENT), List.of());
    }

    private static ErrorCode end(QueryExecution query) {
        try {
            query.drain();
            return ErrorCode.INTERNAL;
        } catch (QueryException failure) {
            return failure.code();
        }
    }

    private static void await(QueryExecution query, QueryState state) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (query.state() != state || state == QueryState.QUEUED && query.queuedNanos() == 0) {
            assertTrue(System.nanoTime() - end < 0, () -> "never " + state + " but " + query.state());
            Thread.sleep(2);
        }
    }
}
