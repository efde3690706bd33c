package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.SpillPlace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Processes with 64 MiB for all queries and no disk to spill to: what needs more ends with MEMORY_EXCEEDED and names who holds most; the next
/// query has all the memory again.
@Timeout(300)
class MemoryExceededTest {
    private static final int ROWS = 2_000_000;

    private static Path folder;
    private static FaultyMesh mesh;

    @BeforeAll
    static void open() throws Exception {
        folder = FaultyMesh.newFolder();
        FaultyMesh.write(folder, "shop/big.parquet",
                "SELECT i AS id, (i * 7919) % " + ROWS + " AS other, 'name of ' || hash(i) AS name FROM range(" + ROWS + ") t(i)", ", ROW_GROUP_SIZE 122880");
        mesh = new FaultyMesh(folder, 2, 64L << 20, SpillPlace.none());
    }

    @AfterAll
    static void close() throws Exception {
        mesh.close();
        FaultyMesh.removeFolder(folder);
    }

    @AfterEach
    void verify() throws Exception {
        mesh.verify();
        assertEquals(List.of(List.of("" + ROWS)), mesh.answers("SELECT count(*) FROM big WHERE other >= 0"));
    }

    private static void exceeds(String sql) throws InterruptedException {
        mesh.fails(sql, "MEMORY_EXCEEDED", "stage", " holds ", "MiB");
    }

    @Test
    void joins() throws Exception {
        exceeds("SELECT count(*) FROM big a JOIN big b ON a.name = b.name");
        exceeds("SELECT a.id, b.name FROM big a LEFT JOIN big b ON a.other = b.other AND a.name <> b.name");
        exceeds("SELECT count(*) FROM big a FULL JOIN big b ON a.name = b.name AND a.id < b.id");
        exceeds("SELECT count(*) FROM big a WHERE name NOT IN (SELECT name FROM big)");
    }

    @Test
    void sorts() throws Exception {
        exceeds("SELECT name, other FROM big ORDER BY name");
        exceeds("SELECT name, id FROM big ORDER BY other DESC LIMIT 2000000");
    }

    @Test
    void aggregates() throws Exception {
        exceeds("SELECT name, count(*) FROM big GROUP BY name");
        exceeds("SELECT DISTINCT name, other FROM big");
        exceeds("SELECT count(DISTINCT name) FROM big");
        exceeds("SELECT name FROM big EXCEPT SELECT name || 'x' FROM big");
    }

    @Test
    void manyAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 6; i++) {
            String sql = i % 2 == 0 ? "SELECT name, count(*) FROM big GROUP BY name" : "SELECT name, other FROM big ORDER BY name";
            threads.add(Thread.ofPlatform().start(() -> failures.add(FaultyMesh.failure(() -> mesh.embeddedRows(sql)))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (String failure : failures) {
            assertTrue(failure.contains("MEMORY_EXCEEDED (RESOURCE)"), failure);
        }
        mesh.assertQuiet();
    }
}
