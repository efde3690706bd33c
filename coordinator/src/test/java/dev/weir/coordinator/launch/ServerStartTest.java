package dev.weir.coordinator.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.cli.FlightSession;
import dev.weir.coordinator.cli.ServerUrl;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.testing.LeakExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/// Starts that fail and ends that come from outside.
@Timeout(300)
class ServerStartTest {
    private static final long MEMORY = 1L << 28;

    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    @Test
    void aTakenPortIsACodedError() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertEquals(ErrorCode.PORT_IN_USE, assertThrows(QueryException.class,
                    () -> new CoordinatorServer("127.0.0.1", port, 0, null, 1, MEMORY)).code());
            assertEquals(ErrorCode.PORT_IN_USE, assertThrows(QueryException.class,
                    () -> new CoordinatorServer("127.0.0.1", 0, port, null, 1, MEMORY)).code());
            Path folder = leaks.folder();
            assertEquals(ErrorCode.PORT_IN_USE, assertThrows(QueryException.class,
                    () -> new DomainWorker("lab", folder, "", "127.0.0.1", port, "127.0.0.1", port, 1, MEMORY)).code());
        }
    }

    @Test
    void aPortIsFreeAgainAfterAFailedStart() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = other.getLocalPort();
            other.close();
            int http = taken.getLocalPort();
            assertThrows(QueryException.class, () -> new CoordinatorServer("127.0.0.1", port, http, null, 1, MEMORY));
        }
        try (CoordinatorServer server = new CoordinatorServer("127.0.0.1", port, 0, null, 1, MEMORY)) {
            assertEquals("127.0.0.1:" + port, server.address());
        }
    }

    @Test
    void commandsAnswerStatusOneAndOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            failsWith("PORT_IN_USE (EXTERNAL): ", new CoordinatorCommand(), "--flight-port", port, "--http-port", "0", "--state", leaks.folder().toString());
            failsWith("PORT_IN_USE (EXTERNAL): ", new WorkerCommand(),
                    "--domain", "lab", "--data", leaks.folder().toString(), "--coordinator", "127.0.0.1:1", "--flight-port", port);
        }
        failsWith("FILE_UNREADABLE (EXTERNAL): ", new WorkerCommand(), "--domain", "lab", "--data", "/no/such/folder", "--coordinator", "127.0.0.1:1");
        failsWith("FILE_UNREADABLE (EXTERNAL): ", new SqlCommand(), "--data", "/no/such/folder", "-c", "SELECT 1");
        failsWith("COORDINATOR_UNREACHABLE (EXTERNAL): ", new SqlCommand(), "grpc://127.0.0.1:1", "-c", "SELECT 1");
        failsWith("NOT_SUPPORTED (USER): ", new CoordinatorCommand(), "--host", "0.0.0.0");
    }

    private static void failsWith(String start, Object command, String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int status;
        try {
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            status = Main.run(new CommandLine(command), arguments);
        } finally {
            System.setErr(before);
        }
        String text = printed.toString(StandardCharsets.UTF_8);
        assertEquals(1, status, text);
        assertTrue(text.startsWith(start), text);
        assertEquals(1, text.lines().count(), text);
    }

    @Test
    void noCoordinatorIsACodedError() {
        QueryException failure = assertThrows(QueryException.class, () -> new FlightSession(ServerUrl.parse("grpc://127.0.0.1:1"), "ann", "", Map.of()));
        assertEquals(ErrorCode.COORDINATOR_UNREACHABLE, failure.code());
    }

    @Test
    void serversEndCleanlyWhenTold() throws Exception {
        Path logs = leaks.folder();
        try (ServerProcess coordinator = ServerProcess.start(
                        List.of("coordinator", "--flight-port", "0", "--http-port", "0", "--state", logs.resolve("state").toString(), "--warm-up", "off"), List.of("-Xmx128m"),
                        logs.resolve("coordinator.log"));
                ServerProcess worker = ServerProcess.start(
                        List.of("worker", "--domain", "lab", "--data", logs.toString(), "--coordinator", coordinator.address(), "--flight-port", "0", "--warm-up", "background"),
                        List.of("-Xmx256m"), logs.resolve("worker.log"))) {
            // The worker still practises, in the background.
            for (ServerProcess server : List.of(worker, coordinator)) {
                server.close();
                assertFalse(server.isAlive());
                assertEquals(128 + 15, server.exitStatus(), "ended by SIGTERM, not by force");
            }
        }
    }
}
