package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.CoordinatorServer;
import dev.weir.coordinator.launch.DomainWorker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Every byte between the processes of a mesh, recorded by proxies: while ann asks, none of them is of a hidden row or of a
/// value behind a mask, in no form in which Arrow, dictionaries, NULL slots, the ends of buffers, metrics or errors could
/// carry it.
@Timeout(300)
class ExchangeCanaryTest {
    private static final List<String> QUERIES = List.of(
            "SELECT * FROM sales.p.people",
            "SELECT secret, salary, count(*), min(name), max(city) FROM sales.p.people GROUP BY secret, salary",
            "SELECT name, city, count(DISTINCT secret), min(salary), max(id) FROM sales.p.people GROUP BY name, city",
            "SELECT a.name, a.secret, b.name, b.salary FROM sales.p.people a JOIN geo.p.places b ON a.id = b.id",
            "SELECT b.name, a.secret, a.salary FROM geo.p.places b LEFT JOIN sales.p.people a ON a.name = b.name AND a.salary = b.salary",
            "SELECT count(*), min(x.secret) FROM sales.p.people x JOIN sales.p.people z ON x.y = z.y AND x.city = z.city JOIN geo.p.places g ON g.y = z.y AND g.id = x.id",
            "SELECT b.id FROM geo.p.places b WHERE NOT EXISTS (SELECT 1 FROM sales.p.people a WHERE a.secret = b.secret)",
            "SELECT b.id FROM geo.p.places b WHERE b.salary NOT IN (SELECT salary FROM sales.p.people)",
            "SELECT secret, name FROM sales.p.people WHERE name LIKE 'name1%' AND y BETWEEN 31 AND 44 ORDER BY secret, salary, name LIMIT 20",
            "SELECT name FROM sales.p.people UNION SELECT name FROM geo.p.places UNION ALL SELECT secret FROM sales.p.people",
            "WITH w AS (SELECT name, secret, max(salary) AS top FROM sales.p.people GROUP BY name, secret) SELECT x.secret, z.top FROM w x JOIN w z ON x.name = z.name",
            "SELECT upper(name), substring(secret, 1, 4), CASE WHEN y > 40 THEN name END, coalesce(salary, y) FROM sales.p.people",
            "SELECT (SELECT max(salary) FROM sales.p.people), (SELECT max(name) FROM sales.p.people), g.id FROM geo.p.places g LIMIT 5",
            "SELECT * FROM sales.p.people WHERE secret IS NULL OR salary > 0",
            "SELECT count(*) FROM sales.p.people WHERE secret > 'a'",
            "SELECT * FROM sales.p.people LIMIT 0",
            "EXPLAIN SELECT secret, salary FROM sales.p.people",
            "EXPLAIN ANALYZE SELECT a.secret, count(*) FROM sales.p.people a JOIN geo.p.places b ON a.id = b.id GROUP BY a.secret",
            "SELECT * FROM system.runtime.tasks",
            "SELECT * FROM system.mesh.datasets",
            "SELECT CAST(name AS integer) FROM sales.p.people",
            "SELECT CAST(max(secret) AS integer) FROM sales.p.people",
            "SELECT 1 / (y - 33) FROM sales.p.people",
            "SELECT CAST(a.secret AS date) FROM sales.p.people a JOIN geo.p.places b ON a.id = b.id",
            "SELECT nosuch FROM sales.p.people");
    /// The last of the queries fail, and their errors travel.
    private static final int FAILING = 5;

    @TempDir
    Path folder;

    @Test
    void noByteBetweenProcessesHoldsACanary() throws Exception {
        GovernedMesh.write(folder);
        try (CoordinatorServer coordinator = new CoordinatorServer("127.0.0.1", 0, 0, null, 2, 1L << 30);
                ProxiedRegistration registration = new ProxiedRegistration(coordinator.address())) {
            List<DomainWorker> workers = new ArrayList<>();
            try {
                for (String domain : List.of("sales", "sales", "geo")) {
                    DomainWorker worker = new DomainWorker(domain, folder.resolve(domain), "", "127.0.0.1", 0, "127.0.0.1", registration.port(), 2, 1L << 30);
                    workers.add(worker);
                    worker.registered().get(30, TimeUnit.SECONDS);
                }
                EngineRows rows = new EngineRows(coordinator.queries());
                for (String user : List.of("ann", "nobody")) {
                    int answered = 0;
                    for (String text : QUERIES) {
                        answered += rows.run(user, text).failure() == null ? 1 : 0;
                    }
                    assertTrue(user.equals("nobody") || answered == QUERIES.size() - FAILING, answered + " queries were answered");
                }
                search(registration);
                int bytes = 0;
                for (RecordingProxy proxy : registration.proxies()) {
                    for (byte[] part : proxy.everything()) {
                        bytes += part.length;
                    }
                }
                assertEquals(3, registration.proxies().size());
                assertTrue(bytes > 1_000_000, "only " + bytes + " bytes went through the proxies");
                // What eve may see comes the same ways, or the search would prove nothing.
                rows.run("eve", "SELECT b.id, a.secret FROM geo.p.places b LEFT JOIN sales.p.people a ON a.name = b.name");
                boolean found = false;
                for (RecordingProxy proxy : registration.proxies()) {
                    for (byte[] part : proxy.everything()) {
                        found |= People.canary(part) >= 0;
                    }
                }
                assertTrue(found, "the search does not find what is there");
            } finally {
                workers.forEach(DomainWorker::close);
            }
        }
    }

    private static void search(ProxiedRegistration registration) throws Exception {
        for (RecordingProxy proxy : registration.proxies()) {
            for (byte[] part : proxy.everything()) {
                int at = People.canary(part);
                assertEquals(-1, at, () -> new String(part, Math.max(0, at - 60), Math.min(part.length - Math.max(0, at - 60), 160), StandardCharsets.ISO_8859_1));
            }
        }
    }
}
