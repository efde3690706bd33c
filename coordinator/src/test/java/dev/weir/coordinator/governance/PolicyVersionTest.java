package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.exec.error.ErrorCode;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One version of a domain's policy a query, whatever its workers have in their folders.
@Timeout(300)
class PolicyVersionTest {
    @TempDir
    Path folder;

    private void write(String worker, int file) throws Exception {
        People.write(folder.resolve(worker).resolve("p/people/" + file + ".parquet"), People.rows(file, 600), WriteOptions.defaults());
    }

    private static String policy(String name, String city) {
        return "rowPolicies: [{name: " + name + ", table: p.people, mode: permissive, to: [all], using: \"city = '" + city + "'\"}]";
    }

    /// Written aside and moved, as a careful publisher does.
    private void publish(String worker, String text) throws Exception {
        Path aside = folder.resolve(worker).resolve("policies.new");
        Files.writeString(aside, text);
        Files.move(aside, folder.resolve(worker).resolve("policies.yaml"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aWorkerWithoutItsSiblingsPolicyIsNotAsked() throws Exception {
        write("one", 1);
        write("two", 2);
        publish("one", policy("north_only", "north"));
        try (LocalCluster cluster = new LocalCluster(2, 1L << 30)) {
            cluster.addWorker("sales", folder.resolve("one"));
            cluster.addWorker("sales", folder.resolve("two"));
            EngineRows rows = new EngineRows(cluster.coordinator().queries());
            EngineRows.Outcome mixed = rows.run("ann", "SELECT city, count(*) FROM sales.p.people GROUP BY city");
            assertEquals(ErrorCode.POLICY_VERSION_MISMATCH, mixed.failure().code(), mixed::seen);
            assertTrue(mixed.failure().hint().contains("--policies"), mixed::seen);
            publish("two", policy("north_only", "north"));
            EngineRows.Outcome agreed = rows.run("ann", "SELECT city, count(*) FROM sales.p.people GROUP BY city");
            assertNull(agreed.failure(), agreed::seen);
            assertEquals(1, agreed.rows().size(), agreed::seen);
        }
    }

    @Test
    void aPolicyThatTheWorkerWasToldMustBeThere() throws Exception {
        write("one", 1);
        Path told = folder.resolve("elsewhere.yaml");
        try (LocalCluster cluster = new LocalCluster(2, 1L << 30)) {
            cluster.addWorker("sales", folder.resolve("one"), told);
            EngineRows rows = new EngineRows(cluster.coordinator().queries());
            assertEquals(ErrorCode.POLICY_UNAVAILABLE, rows.run("ann", "SELECT count(*) FROM sales.p.people").failure().code());
            Files.writeString(told, policy("north_only", "north"));
            assertNull(rows.run("ann", "SELECT count(*) FROM sales.p.people").failure());
            publish("one", "{}");
            assertEquals(ErrorCode.POLICY_UNAVAILABLE, rows.run("ann", "SELECT count(*) FROM sales.p.people").failure().code());
            Files.delete(folder.resolve("one/policies.yaml"));
            assertNull(rows.run("ann", "SELECT count(*) FROM sales.p.people").failure());
            Files.delete(told);
            assertEquals(ErrorCode.POLICY_UNAVAILABLE, rows.run("ann", "SELECT count(*) FROM sales.p.people").failure().code());
        }
    }

    /// Two workers, two files, a policy that changes all the time: each answer is that of one version.
    @Test
    void noQueryMixesVersions() throws Exception {
        write("one", 1);
        write("two", 2);
        String north = policy("north", "north");
        String town = policy("town", "CANARYTOWN1");
        publish("one", north);
        publish("two", north);
        try (LocalCluster cluster = new LocalCluster(2, 1L << 30)) {
            cluster.addWorker("sales", folder.resolve("one"));
            cluster.addWorker("sales", folder.resolve("two"));
            EngineRows rows = new EngineRows(cluster.coordinator().queries());
            AtomicBoolean stop = new AtomicBoolean();
            Thread publisher = Thread.ofPlatform().start(() -> {
                try {
                    for (int i = 0; !stop.get(); i++) {
                        String text = i % 2 == 0 ? town : north;
                        publish("one", text);
                        publish("two", text);
                        Thread.sleep(2000);
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            int answers = 0;
            try {
                long end = System.nanoTime() + 8_000_000_000L;
                while (System.nanoTime() < end) {
                    EngineRows.Outcome outcome = rows.run("ann", "SELECT a.city, b.city, count(*) FROM sales.p.people a, sales.p.people b WHERE a.y = b.y GROUP BY a.city, b.city "
                            + "UNION ALL SELECT city, '', count(*) FROM sales.p.people GROUP BY city");
                    if (outcome.failure() != null) {
                        // The policy changed more often than the query was planned again.
                        assertEquals(ErrorCode.POLICY_VERSION_MISMATCH, outcome.failure().code(), outcome::seen);
                        continue;
                    }
                    answers++;
                    List<String> cities = outcome.rows().stream().map(row -> row.replaceAll("\\|[0-9]+\\|$", "").replace("|", "")).toList();
                    for (String city : cities) {
                        assertTrue(city.equals("north") || city.equals("CANARYTOWN1") || city.equals("northnorth") || city.equals("CANARYTOWN1CANARYTOWN1"), outcome::seen);
                        assertEquals(cities.getFirst().startsWith("north"), city.startsWith("north"), outcome::seen);
                    }
                }
            } finally {
                stop.set(true);
                publisher.join();
            }
            assertTrue(answers > 3, "only " + answers + " answers");
        }
    }

    @Test
    void removingThePolicyOfARunningWorkerClosesItsTables() throws Exception {
        write("one", 1);
        publish("one", policy("north_only", "north"));
        try (LocalCluster cluster = new LocalCluster(2, 1L << 30)) {
            cluster.addWorker("sales", folder.resolve("one"));
            EngineRows rows = new EngineRows(cluster.coordinator().queries());
            assertNull(rows.run("ann", "SELECT count(*) FROM sales.p.people").failure());
            Files.delete(folder.resolve("one/policies.yaml"));
            EngineRows.Outcome closed = rows.run("ann", "SELECT count(*) FROM sales.p.people");
            assertNotNull(closed.failure(), closed::seen);
            assertEquals(ErrorCode.POLICY_UNAVAILABLE, closed.failure().code());
        }
    }
}
