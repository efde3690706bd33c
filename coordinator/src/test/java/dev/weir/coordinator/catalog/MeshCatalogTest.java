package dev.weir.coordinator.catalog;

import static dev.weir.coordinator.cluster.Announcements.catalog;
import static dev.weir.coordinator.cluster.Announcements.file;
import static dev.weir.coordinator.cluster.Announcements.worker;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.cluster.ClusterSettings;
import dev.weir.coordinator.cluster.WorkerRegistry;
import dev.weir.exec.plan.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshCatalogTest {
    private static final TableName ORDERS = new TableName("sales", "shop", "orders");

    @TempDir
    Path kept;

    private final WorkerRegistry registry = new WorkerRegistry(ClusterSettings.DEFAULT, () -> 0);

    @Test
    void equalFilesCountOnceAndDifferentOnesAddUp() {
        MeshCatalog mesh = new MeshCatalog(registry, new CatalogStore(null));
        registry.register(worker("a", "sales", 1), catalog("sales", "1", file("t/a", "x", 5, 6), file("t/b", "y", 7)), false);
        registry.register(worker("b", "sales", 2), catalog("sales", "2", file("t/a", "x", 5, 6), file("t/c", "z", 8)), false);
        CatalogSnapshot snapshot = mesh.snapshot();
        assertEquals(26, snapshot.table(ORDERS).orElseThrow().rows());
        assertEquals(3000, snapshot.table(ORDERS).orElseThrow().bytes());
        assertEquals(2, snapshot.workers("sales"));
        List<TableFiles.TableFile> files = snapshot.files(ORDERS).files();
        assertEquals(List.of("a", "b"), files.get(0).workers());
        assertEquals(List.of("a"), files.get(1).workers());
        assertEquals(List.of("b"), files.get(2).workers());
    }

    /// Workers over one folder see a change one after the other.
    @Test
    void twoIdentitiesUnderOnePathMarkTheTableUntilTheyAgree() {
        MeshCatalog mesh = new MeshCatalog(registry, new CatalogStore(null));
        registry.register(worker("a", "sales", 1), catalog("sales", "1", file("t/a", "x", 5)), false);
        registry.register(worker("b", "sales", 2), catalog("sales", "1", file("t/a", "x", 5)), false);
        registry.announce("a", catalog("sales", "2", file("t/a", "changed", 5)));
        String problem = mesh.snapshot().table(ORDERS).orElseThrow().problem();
        assertTrue(problem.startsWith("FILE_CONFLICT: ") && problem.contains("127.0.0.1:1") && problem.contains("127.0.0.1:2"), problem);
        registry.announce("b", catalog("sales", "2", file("t/a", "changed", 5)));
        assertEquals("", mesh.snapshot().table(ORDERS).orElseThrow().problem());
    }

    @Test
    void whatWasAnnouncedIsKnownAfterARestart() throws Exception {
        new MeshCatalog(registry, new CatalogStore(kept));
        registry.register(worker("a", "sales", 1), catalog("sales", "1", file("t/a", "x", 5)), false);
        Files.writeString(kept.resolve("garbage.catalog"), "not a catalog");
        CatalogSnapshot next = new MeshCatalog(new WorkerRegistry(ClusterSettings.DEFAULT, () -> 0), new CatalogStore(kept)).snapshot();
        assertEquals(DomainState.UNREACHABLE, next.state("sales").orElseThrow());
        assertEquals(5, next.table(ORDERS).orElseThrow().rows());
        assertEquals(0, next.workers("sales"));
    }

    @Test
    void aSnapshotDoesNotChange() {
        MeshCatalog mesh = new MeshCatalog(registry, new CatalogStore(null));
        registry.register(worker("a", "sales", 1), catalog("sales", "1", file("t/a", "x", 5)), false);
        CatalogSnapshot before = mesh.snapshot();
        registry.leave("a", "test");
        assertEquals(1, before.workers("sales"));
        assertEquals(0, mesh.snapshot().workers("sales"));
    }
}
