package dev.weir.bench.suite;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// Many clients of one cluster at a time, against one client that has it to itself; one more client asks for a constant
/// again and again meanwhile.
public final class ConcurrencyRun {
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final long PROBE_MILLIS = 10;
    private static final long REST_MILLIS = 5_000;

    private final WeirCluster cluster;
    private final String searchPath;
    private final Map<String, String> queries;
    private final Map<String, QueryResult> expected = new LinkedHashMap<>();

    /// @param reference answers that count as right
    public ConcurrencyRun(WeirCluster cluster, String searchPath, Map<String, String> queries, SqlEngine reference) throws SQLException {
        this.cluster = cluster;
        this.searchPath = searchPath;
        this.queries = queries;
        for (Map.Entry<String, String> query : queries.entrySet()) {
            expected.put(query.getKey(), reference.run(query.getValue()));
        }
    }

    /// What so many clients did.
    ///
    /// @param clientNanos  from the common start until each client's last answer
    /// @param ownCpuNanos  of this process, which is all clients
    /// @param serverNanos  processor time of the servers
    /// @param probeNanos   of each `SELECT 1`, sorted
    public record Outcome(
            List<ConcurrentClient.Sample> samples, long[] clientNanos, long wallNanos, long ownCpuNanos, long serverNanos, long[] probeNanos) {
        public double queriesPerSecond() {
            return samples.size() * 1e9 / wallNanos;
        }

        public double slowestToMean() {
            return Arrays.stream(clientNanos).max().orElse(0) / Arrays.stream(clientNanos).average().orElse(1);
        }

        public long problems() {
            return samples.stream().filter(sample -> !sample.problem().isEmpty()).count();
        }

        /// Milliseconds; NaN when nothing was asked.
        public double probeMillis(double share) {
            return probeNanos.length == 0 ? Double.NaN : probeNanos[(int) Math.round(share * (probeNanos.length - 1))] / 1e6;
        }
    }

    /// Runs the suite with so many clients at a time, each a user of its own.
    ///
    /// @param rounds of each client
    public Outcome run(int clients, int rounds, long seed) throws SQLException, InterruptedException {
        List<JdbcEngine> engines = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client <= clients; client++) {
                engines.add(cluster.client("client " + client, "client-" + client, searchPath));
            }
            AtomicBoolean over = new AtomicBoolean();
            long[] ends = new long[clients];
            long ownCpu = PROCESS.getProcessCpuTime();
            long servers = cluster.cpuNanos();
            long start = System.nanoTime();
            List<Future<List<ConcurrentClient.Sample>>> running = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int number = client;
                ConcurrentClient one = new ConcurrentClient(number, engines.get(number), queries, expected);
                running.add(threads.submit(() -> {
                    List<ConcurrentClient.Sample> samples = one.run(rounds, seed * 1_000 + number);
                    ends[number] = System.nanoTime() - start;
                    return samples;
                }));
            }
            Future<long[]> probe = threads.submit(() -> probe(engines.getLast(), over));
            List<ConcurrentClient.Sample> samples = new ArrayList<>();
            try {
                for (Future<List<ConcurrentClient.Sample>> one : running) {
                    samples.addAll(one.get());
                }
                long wall = System.nanoTime() - start;
                long own = PROCESS.getProcessCpuTime() - ownCpu;
                long server = cluster.cpuNanos() - servers;
                over.set(true);
                return new Outcome(samples, ends, wall, own, server, probe.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client failed: " + e.getCause().getMessage(), e.getCause());
            } finally {
                over.set(true);
            }
        } finally {
            engines.forEach(JdbcEngine::close);
        }
    }

    private static long[] probe(JdbcEngine engine, AtomicBoolean over) throws SQLException, InterruptedException {
        List<Long> nanos = new ArrayList<>();
        while (!over.get()) {
            nanos.add(engine.run("SELECT 1").nanos());
            // Paces the client that measures: it is not to be a load of its own.
            Thread.sleep(PROBE_MILLIS);
        }
        return nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /// Tasks that are left on the workers when nobody asks for anything any more, after a moment; 0 is as it should be.
    public long leftTasks() throws SQLException, InterruptedException {
        try (JdbcEngine engine = cluster.client("rest", "client-0", searchPath)) {
            long end = System.nanoTime() + REST_MILLIS * 1_000_000;
            while (true) {
                long left = 0;
                try (Statement statement = engine.connection().createStatement();
                        ResultSet rows = statement.executeQuery("SELECT count(*) FROM system.runtime.tasks WHERE domain <> 'system'")) {
                    if (rows.next()) {
                        left = rows.getLong(1);
                    }
                }
                if (left == 0 || System.nanoTime() > end) {
                    return left;
                }
                // Asks again: nothing tells a client that the servers have come to rest.
                Thread.sleep(100);
            }
        }
    }
}
