package dev.weir.coordinator.logictest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.cli.EmbeddedSession;
import dev.weir.coordinator.cli.FlightSession;
import dev.weir.coordinator.cli.ServerUrl;
import dev.weir.coordinator.cli.SqlSession;
import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.planner.optimize.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Every logic test file on Weir: embedded, and over the wire on clusters of one and of three workers. With
/// `-Dweir.test.rules=off` the optimizer does only what it must; with `-Dweir.test.setups=embedded` there are no clusters, which
/// is how the configurations of coordinator/pom.xml (small batches, equal hashes, scalar kernels, plans through the wire codec) run.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WeirLogicTest {
    private static final String ENGINE = "weir";
    private static final long MEMORY = 512L << 20;
    private static final int THREADS = 2;

    private static final boolean CLUSTERS = !"embedded".equals(System.getProperty("weir.test.setups"));

    @TempDir
    static Path folder;

    private EmbeddedEngine embedded;
    private LocalCluster one;
    private LocalCluster three;

    @BeforeAll
    void start() throws Exception {
        LogicTestTables.write(folder);
        embedded = EmbeddedEngine.open(folder, THREADS, MEMORY);
    }

    @AfterAll
    void stop() {
        if (embedded != null) {
            embedded.close();
        }
        if (one != null) {
            one.close();
        }
        if (three != null) {
            three.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> embedded() throws IOException {
        return tests(() -> {
            QuerySession session = new QuerySession("logic-test", "tester");
            properties().forEach(session::set);
            return new EmbeddedSession(embedded.queries(), session, "embedded", () -> { });
        });
    }

    @TestFactory
    Stream<DynamicTest> oneWorker() throws IOException {
        if (!CLUSTERS) {
            return Stream.empty();
        }
        one = cluster(1);
        return tests(() -> connect(one));
    }

    @TestFactory
    Stream<DynamicTest> threeWorkers() throws IOException {
        if (!CLUSTERS) {
            return Stream.empty();
        }
        three = cluster(3);
        return tests(() -> connect(three));
    }

    private LocalCluster cluster(int workers) {
        LocalCluster cluster = new LocalCluster(THREADS, MEMORY);
        for (int i = 0; i < workers; i++) {
            cluster.addWorker("local", folder);
        }
        return cluster;
    }

    private static SqlSession connect(LocalCluster cluster) {
        return new FlightSession(ServerUrl.parse(cluster.coordinator().address()), "tester", "", properties());
    }

    private static Map<String, String> properties() {
        return "off".equals(System.getProperty("weir.test.rules"))
                ? Map.of("search_path", "local.lab", "disabled_rules", String.join(",", Optimizer.switchable()))
                : Map.of("search_path", "local.lab");
    }

    private static Stream<DynamicTest> tests(Sessions sessions) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(LogicTestRunnerTest.FOLDER)) {
            files = all.filter(path -> path.toString().endsWith(".slt")).sorted().toList();
        }
        return files.stream().map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> {
            try (SessionExecutor executor = new SessionExecutor(sessions.open())) {
                List<String> failures = new LogicTestRunner(ENGINE, executor).run(LogicTestFile.read(path));
                assertTrue(failures.isEmpty(), () -> String.join("\n\n", failures));
            }
        }));
    }

    @FunctionalInterface
    private interface Sessions {
        SqlSession open();
    }
}
