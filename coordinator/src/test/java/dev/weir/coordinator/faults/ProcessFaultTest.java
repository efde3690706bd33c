package dev.weir.coordinator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Real processes that die, stop and come back: the query that needs one ends with its domain's name, the others are not
/// hurt, and what comes back works again.
@Timeout(300)
class ProcessFaultTest {
    private static final String JOIN = "SELECT count(*) FROM west.shop.rows a CROSS JOIN east.shop.rows b WHERE a.id * b.id = -1";
    private static final String STREAM = "SELECT a.id, b.id FROM east.shop.rows a CROSS JOIN east.shop.rows b";
    /// The promise is a second; a loaded machine gets one more.
    private static final long PROMPT_MILLIS = 2_000;
    private static final long BACK_MILLIS = 20_000;

    private static Path folder;
    private static ServerProcess coordinator;
    private static ServerProcess west;
    private static ServerProcess east;

    @BeforeAll
    static void open() throws Exception {
        folder = FaultyMesh.newFolder();
        for (String domain : List.of("west", "east")) {
            FaultyMesh.write(folder, domain + "/shop/rows.parquet", "SELECT i AS id FROM range(200000) t(i)");
        }
        coordinator = coordinator(0);
        CompletableFuture<ServerProcess> starting = CompletableFuture.supplyAsync(() -> worker("west"));
        east = worker("east");
        west = starting.join();
    }

    @AfterAll
    static void close() throws Exception {
        for (ServerProcess process : List.of(west, east, coordinator)) {
            process.close();
        }
        FaultyMesh.removeFolder(folder);
    }

    private static ServerProcess coordinator(int port) throws IOException {
        return ServerProcess.start(
                List.of("coordinator", "--flight-port", "" + port, "--http-port", "0", "--state", folder.resolve("state").toString(), "--memory", "256MiB", "--warm-up", "off"),
                List.of("-Xmx256m"), folder.resolve("coordinator.log"));
    }

    private static ServerProcess worker(String domain) {
        try {
            return ServerProcess.start(
                    List.of("worker", "--domain", domain, "--data", folder.resolve(domain).toString(), "--coordinator", coordinator.address(),
                            "--flight-port", "0", "--memory", "256MiB", "--threads", "1", "--warm-up", "off"),
                    List.of("-Xmx256m"), folder.resolve(domain + ".log"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String url() {
        return "jdbc:arrow-flight-sql://" + coordinator.address() + "/?useEncryption=false&user=ann&password=";
    }

    /// The first column of all rows.
    private static List<String> ask(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url()); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    /// Runs a statement on a thread of its own; answers how it failed, or an empty text.
    private static CompletableFuture<String> failing(String sql) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> answer.complete(FaultyMesh.failure(() -> ask(sql))));
        return answer;
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, long millis, Condition condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!condition.holds()) {
            assertTrue(System.nanoTime() - end < 0, () -> "never came: " + what);
            Thread.sleep(20);
        }
    }

    private static void awaitState(String mark, String state, long millis) throws Exception {
        await(mark + " " + state, millis, () -> ask("SELECT state FROM system.runtime.queries WHERE query LIKE '%-- " + mark + "'").contains(state));
    }

    private static void awaitNoTasks() throws Exception {
        await("no tasks", PROMPT_MILLIS, () -> ask("SELECT t.query_id FROM system.runtime.tasks t JOIN system.runtime.queries q ON q.query_id = t.query_id"
                + " WHERE q.query NOT LIKE '%runtime%'").isEmpty());
    }

    /// A process that still runs tasks of its only thread uses all of a core.
    private static void awaitIdle(ServerProcess process) throws Exception {
        await("rest of " + process.address(), BACK_MILLIS, () -> {
            Duration before = ProcessHandle.of(process.pid()).orElseThrow().info().totalCpuDuration().orElse(Duration.ZERO);
            Thread.sleep(500);
            return ProcessHandle.of(process.pid()).orElseThrow().info().totalCpuDuration().orElse(Duration.ZERO).minus(before).toMillis() < 100;
        });
    }

    @Test
    void aWorkerIsKilledInMidQuery() throws Exception {
        CompletableFuture<String> answer = failing(JOIN + " -- killed");
        awaitState("killed", "RUNNING", 10_000);
        Thread.sleep(300);
        long start = System.nanoTime();
        west.kill();
        String failure = answer.get(60, TimeUnit.SECONDS);
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertTrue(failure.contains("WORKER_LOST (EXTERNAL)") && failure.contains("domain west") && failure.contains("stage "), failure);
        assertTrue(millis < PROMPT_MILLIS, () -> "told after " + millis + " ms");
        awaitNoTasks();
        String next = FaultyMesh.failure(() -> ask("SELECT count(*) FROM west.shop.rows"));
        assertTrue(next.contains("DOMAIN_UNAVAILABLE (EXTERNAL)") && next.contains("west"), next);
        assertEquals(List.of("200000"), ask("SELECT count(*) FROM east.shop.rows"));
        assertEquals(List.of("rows"), ask("SHOW TABLES FROM west.shop"));
        awaitIdle(east);
        west = worker("west");
        await("west", BACK_MILLIS, () -> FaultyMesh.failure(() -> ask("SELECT count(*) FROM west.shop.rows")).isEmpty());
    }

    @Test
    void theCoordinatorIsKilledInMidQuery() throws Exception {
        CompletableFuture<String> answer = failing(JOIN + " -- orphan");
        awaitState("orphan", "RUNNING", 10_000);
        int port = Integer.parseInt(coordinator.address().substring(coordinator.address().indexOf(':') + 1));
        coordinator.kill();
        assertFalse(answer.get(60, TimeUnit.SECONDS).isEmpty());
        await("the end of the coordinator", 5_000, () -> !coordinator.isAlive());
        coordinator = coordinator(port);
        // What domains announced is kept, so the tables are known before their workers are back.
        assertEquals(List.of("rows"), ask("SHOW TABLES FROM west.shop"));
        await("both domains", BACK_MILLIS, () -> FaultyMesh.failure(
                () -> ask("SELECT count(*) FROM west.shop.rows a JOIN east.shop.rows b ON a.id = b.id")).isEmpty());
        awaitIdle(west);
        awaitIdle(east);
    }

    @Test
    void aClientDiesInMidStream() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String flag : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (flag.startsWith("--")) {
                command.add(flag);
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SleepyClient.class.getName(), url(), STREAM + " -- sleepy"));
        Process client = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
            assertEquals("reading", lines.readLine());
            awaitState("sleepy", "RUNNING", 1_000);
            client.destroyForcibly();
            awaitState("sleepy", "CANCELLED", PROMPT_MILLIS);
            awaitNoTasks();
        } finally {
            client.destroyForcibly();
        }
        awaitIdle(east);
    }

    /// Silence is noticed after the heartbeat's limit of ten seconds.
    @Test
    @Tag("deep")
    void aWorkerStops() throws Exception {
        CompletableFuture<String> answer = failing(JOIN + " -- stopped");
        awaitState("stopped", "RUNNING", 10_000);
        signal("-STOP", west);
        try {
            String failure = answer.get(15, TimeUnit.SECONDS);
            assertTrue(failure.contains("WORKER_LOST (EXTERNAL)") && failure.contains("domain west"), failure);
            assertEquals(List.of("200000"), ask("SELECT count(*) FROM east.shop.rows"));
            String next = FaultyMesh.failure(() -> ask("SELECT count(*) FROM west.shop.rows"));
            assertTrue(next.contains("DOMAIN_UNAVAILABLE (EXTERNAL)") && next.contains("west"), next);
        } finally {
            signal("-CONT", west);
        }
        await("west", BACK_MILLIS, () -> FaultyMesh.failure(() -> ask("SELECT count(*) FROM west.shop.rows")).isEmpty());
        awaitIdle(west);
    }

    private static void signal(String name, ServerProcess process) throws Exception {
        assertEquals(0, new ProcessBuilder("kill", name, "" + process.pid()).start().waitFor());
    }
}
