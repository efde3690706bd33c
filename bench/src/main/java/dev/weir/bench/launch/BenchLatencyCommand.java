package dev.weir.bench.launch;

import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.Latency;
import dev.weir.bench.suite.Setup;
import dev.weir.bench.suite.WeirCluster;
import dev.weir.coordinator.launch.WeirHome;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `weir bench latency`: short queries through JDBC against a coordinator and a worker in processes of their own.
@Command(name = "latency", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Measures short queries through the JDBC driver: SELECT 1, a system table, TPC-H Q6 at scale factor 0.01.")
final class BenchLatencyCommand implements Callable<Integer> {
    private static final double SCALE = 0.01;

    @Option(names = "--data", paramLabel = "DIR", description = "TPC-H files in the single layout (default: scale factor 0.01, generated once).")
    Path data;

    @Option(names = "--warm-up", paramLabel = "N", description = "Runs that are not counted (default 4000: all JVMs compile until then).")
    int warmUp = 4000;

    @Option(names = "--runs", paramLabel = "N", description = "Counted runs (default 500).")
    int runs = 500;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the worker (default: one a core).")
    int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        Path home = WeirHome.path().resolve("bench");
        Path files = data != null ? data.toAbsolutePath() : DatagenCommand.tpchOnce(home, SCALE, threads);
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("SELECT 1", "SELECT 1");
        queries.put("system.runtime.nodes", "SELECT node_id, state FROM system.runtime.nodes");
        queries.put("Q6", TpchQueries.all(SCALE).get("q06"));
        WeirCluster cluster = new WeirCluster(Setup.ONE.workers(files, files), threads, List.of(), home.resolve("logs").resolve("latency"));
        try (JdbcEngine weir = cluster.connect("weir", Setup.ONE.searchPath())) {
            for (Map.Entry<String, String> query : queries.entrySet()) {
                System.out.println(query.getKey() + ", Statement: " + Latency.ofStatements(weir.connection(), query.getValue(), warmUp, runs));
                System.out.println(query.getKey() + ", PreparedStatement: " + Latency.ofPrepared(weir.connection(), query.getValue(), warmUp / 2, runs));
            }
        }
        return 0;
    }
}
