package dev.weir.bench.suite;

import dev.weir.coordinator.launch.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// A coordinator and workers in processes of their own, for as long as a run lasts.
public final class WeirCluster implements AutoCloseable {
    private final List<ServerProcess> servers = new ArrayList<>();

    /// Servers that do not warm up by themselves: a measurement does that.
    ///
    /// @param threads       of each worker
    /// @param workerOptions more of each worker
    public WeirCluster(List<Setup.Worker> workers, int threads, List<String> workerOptions, Path logs) throws IOException {
        this(workers, threads, workerOptions, List.of(), logs);
    }

    /// @param coordinatorOptions more of the coordinator
    public WeirCluster(List<Setup.Worker> workers, int threads, List<String> workerOptions, List<String> coordinatorOptions, Path logs) throws IOException {
        this(workers, threads, workerOptions, coordinatorOptions, "off", logs);
    }

    /// @param warmUp the servers' `--warm-up`
    public WeirCluster(List<Setup.Worker> workers, int threads, List<String> workerOptions, List<String> coordinatorOptions, String warmUp, Path logs) throws IOException {
        try {
            List<String> coordinator = new ArrayList<>(List.of(
                    "coordinator", "--flight-port", "0", "--http-port", "0", "--state", logs.resolve("state").toString(), "--warm-up", warmUp));
            coordinator.addAll(coordinatorOptions);
            servers.add(ServerProcess.start(coordinator, List.of("-Xmx512m"), logs.resolve("coordinator.log")));
            int number = 0;
            for (Setup.Worker worker : workers) {
                List<String> arguments = new ArrayList<>(List.of("worker", "--domain", worker.domain(), "--data", worker.folder().toString(),
                        "--coordinator", address(), "--flight-port", "0", "--threads", String.valueOf(threads)));
                arguments.addAll(workerOptions);
                arguments.addAll(List.of("--warm-up", warmUp));
                servers.add(ServerProcess.start(arguments, List.of("-Xmx1g"), logs.resolve("worker-" + number++ + ".log")));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// `host:port` of the coordinator.
    public String address() {
        return servers.getFirst().address();
    }

    public List<ServerProcess> servers() {
        return List.copyOf(servers);
    }

    /// A connection of the stock driver; closing it closes the cluster.
    public JdbcEngine connect(String name, String searchPath) throws SQLException {
        return connect(name, "bench", searchPath, this);
    }

    /// One of several clients of the same cluster; closing it leaves the cluster alone.
    public JdbcEngine client(String name, String user, String searchPath) throws SQLException {
        return connect(name, user, searchPath, null);
    }

    private JdbcEngine connect(String name, String user, String searchPath, AutoCloseable owned) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("useEncryption", "false");
        properties.setProperty("user", user);
        properties.setProperty("password", "");
        properties.setProperty("search_path", searchPath);
        return JdbcEngine.connect(name, "jdbc:arrow-flight-sql://" + address() + "/", properties, this::peakBytes, owned);
    }

    public long peakBytes() {
        long sum = 0;
        for (ServerProcess server : servers) {
            sum += ResidentSize.peakBytes(server.pid());
        }
        return sum;
    }

    /// Processor time of all servers so far, in nanoseconds, as coarse as the system counts it.
    public long cpuNanos() {
        long sum = 0;
        for (ServerProcess server : servers) {
            sum += ProcessHandle.of(server.pid()).flatMap(process -> process.info().totalCpuDuration()).map(Duration::toNanos).orElse(0L);
        }
        return sum;
    }

    @Override
    public void close() {
        for (ServerProcess server : servers.reversed()) {
            server.close();
        }
    }
}
