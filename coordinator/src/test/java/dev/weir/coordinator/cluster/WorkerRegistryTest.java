package dev.weir.coordinator.cluster;

import static dev.weir.coordinator.cluster.Announcements.catalog;
import static dev.weir.coordinator.cluster.Announcements.file;
import static dev.weir.coordinator.cluster.Announcements.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WorkerRegistryTest {
    private long now;
    private final List<String> lost = new ArrayList<>();
    private final WorkerRegistry registry =
            new WorkerRegistry(new ClusterSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMillis(500)), () -> now);

    @BeforeEach
    void listen() {
        registry.listen(new ClusterListener() {
            @Override
            public void lost(WorkerNode worker, QueryException reason) {
                lost.add(worker.id() + " " + reason.detail());
            }
        });
    }

    private void pass(Duration time) {
        now += time.toNanos();
        registry.tick();
    }

    @Test
    void silenceBeyondTheLimitIsDeath() {
        registry.register(worker("a", "sales", 1), catalog("sales", "1"), false);
        pass(Duration.ofSeconds(9));
        assertTrue(registry.heartbeat("a", List.of("q")));
        pass(Duration.ofSeconds(9));
        assertEquals(List.of(), lost);
        pass(Duration.ofMillis(1001));
        assertEquals(List.of("a Worker lost: worker of domain sales at 127.0.0.1:1: silent for 10000 ms"), lost);
        assertFalse(registry.heartbeat("a", List.of()));
    }

    @Test
    void aBrokenConnectionHasHalfASecond() {
        registry.register(worker("a", "sales", 1), catalog("sales", "1"), false);
        registry.register(worker("b", "sales", 2), catalog("sales", "1"), false);
        registry.broken("a");
        registry.broken("b");
        pass(Duration.ofMillis(400));
        registry.connected("b");
        pass(Duration.ofMillis(100));
        assertEquals(List.of("a Worker lost: worker of domain sales at 127.0.0.1:1: connection broke"), lost);
        assertEquals(List.of(worker("b", "sales", 2)), registry.workers());
    }

    @Test
    void onePathIsOneFile() {
        assertEquals(Optional.empty(), registry.register(worker("a", "sales", 1), catalog("sales", "1", file("t/a", "x", 5)), false));
        assertEquals(Optional.empty(), registry.register(worker("b", "sales", 2), catalog("sales", "2", file("t/a", "x", 5), file("t/b", "y", 5)), false));
        assertEquals(Optional.empty(), registry.register(worker("other", "geo", 3), catalog("geo", "3", file("t/a", "z", 5)), false));
        QueryException refused = registry.register(worker("c", "sales", 4), catalog("sales", "4", file("t/b", "other", 5)), false).orElseThrow();
        assertEquals(ErrorCode.FILE_CONFLICT, refused.code());
        assertTrue(refused.detail().contains("127.0.0.1:2") && refused.detail().contains("127.0.0.1:4") && refused.detail().contains("t/b"));
        assertEquals(3, registry.workers().size());
    }

    @Test
    void aRestartedWorkerTakesThePlaceOfItsPredecessor() {
        registry.register(worker("a", "sales", 1), catalog("sales", "1", file("t/a", "x", 5)), false);
        assertEquals(Optional.empty(), registry.register(worker("a2", "sales", 1), catalog("sales", "2", file("t/a", "rewritten", 5)), false));
        assertEquals(List.of(worker("a2", "sales", 1)), registry.workers());
        assertEquals(1, lost.size());
    }

    @Test
    void theWorkerInThisProcessNeverFallsSilent() {
        registry.register(worker("self", "system", 1), catalog("system", "1"), true);
        pass(Duration.ofHours(1));
        assertEquals(1, registry.workers().size());
    }
}
