package dev.weir.coordinator.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.admission.AdmissionLimits;
import dev.weir.coordinator.launch.CoordinatorServer;
import dev.weir.coordinator.launch.DomainWorker;
import dev.weir.coordinator.query.QueryExecution;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.worker.exchange.MemoryDrain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A coordinator and a worker of the domain `lab` in this JVM, for the tests of a class, and connections of the stock
/// driver to them. After each test nothing may run and no memory may be held; at the end no file may be open.
final class JdbcCluster implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final AdmissionLimits limits;
    private Path folder;
    private CoordinatorServer coordinator;
    private DomainWorker worker;

    JdbcCluster() {
        this(AdmissionLimits.ofCores(Runtime.getRuntime().availableProcessors()));
    }

    JdbcCluster(AdmissionLimits limits) {
        this.limits = limits;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        folder = Files.createTempDirectory("weir-jdbc").toRealPath();
        ShopFiles.write(folder.resolve("lab"));
        coordinator = new CoordinatorServer("127.0.0.1", 0, 0, null, 2, 1L << 30, limits);
        worker = new DomainWorker("lab", folder.resolve("lab"), "", "127.0.0.1", 0, "127.0.0.1", port(), 2, 1L << 30);
        worker.registered().get(60, TimeUnit.SECONDS);
    }

    CoordinatorServer coordinator() {
        return coordinator;
    }

    DomainWorker worker() {
        return worker;
    }

    int port() {
        return Integer.parseInt(coordinator.address().substring(coordinator.address().indexOf(':') + 1));
    }

    /// A connection of the user `ann`.
    Connection connect() throws SQLException {
        return connect("ann");
    }

    /// @param properties of the URL, `name=value`
    Connection connect(String user, String... properties) throws SQLException {
        Properties all = new Properties();
        all.setProperty("useEncryption", "false");
        if (user != null) {
            all.setProperty("user", user);
            all.setProperty("password", "");
        }
        for (String property : properties) {
            int equals = property.indexOf('=');
            all.setProperty(property.substring(0, equals), property.substring(equals + 1));
        }
        return DriverManager.getConnection("jdbc:arrow-flight-sql://127.0.0.1:" + port() + "/", all);
    }

    /// The newest query whose text contains the words.
    QueryExecution query(String words) {
        for (QueryExecution query : coordinator.queries().history().all()) {
            if (query.sql().contains(words)) {
                return query;
            }
        }
        throw new AssertionError("no query was started with " + words);
    }

    /// Fails unless everything has ended, on the coordinator and the worker, within a second.
    void assertQuiet() throws InterruptedException {
        long end = System.nanoTime() + QUIET_NANOS;
        while (!isQuiet()) {
            assertTrue(System.nanoTime() - end < 0, () -> "still there: " + worker.server().tasks().queries() + " " + states()
                    + " " + coordinator.memory().getAllocatedMemory() + " and " + worker.usedBytes() + " bytes");
            Thread.sleep(2);
        }
    }

    private boolean isQuiet() {
        for (QueryExecution query : coordinator.queries().history().all()) {
            if (!query.state().isFinal()) {
                return false;
            }
        }
        return worker.server().tasks().idle();
    }

    private List<String> states() {
        return coordinator.queries().history().all().stream().filter(query -> !query.state().isFinal()).map(query -> query.state() + " " + query.sql()).toList();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        assertQuiet();
        assertTrue(MemoryDrain.await(worker::usedBytes, Duration.ofSeconds(30)), () -> "worker holds " + worker.memory().toVerboseString());
        assertTrue(MemoryDrain.await(coordinator.memory(), Duration.ofSeconds(30)), () -> "coordinator holds " + coordinator.memory().toVerboseString());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        worker.close();
        coordinator.close();
        assertEquals(List.of(), LeakExtension.openFiles(folder));
        remove(folder);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }
}
