package dev.weir.bench.launch;

import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.FirstRun;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.Latency;
import dev.weir.bench.suite.Setup;
import dev.weir.bench.suite.WeirCluster;
import dev.weir.coordinator.launch.WeirHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir bench first`: what the first query after a start costs beside the same query once everything is compiled.
@Command(name = "first", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Starts a coordinator and a worker anew for each TPC-H query and compares the first run with the steady time.")
final class BenchFirstCommand implements Callable<Integer> {
    /// Of the driver in this process, which is not what is measured.
    private static final int DRIVER_RUNS = 300;

    @Mixin
    TpchInput input;

    @Mixin
    WorkerMemory worker;

    @Option(names = "--query", paramLabel = "NAME", split = ",", description = "Only these queries, e.g. q01,q18.")
    List<String> only = List.of();

    @Option(names = "--runs", paramLabel = "N", description = "Runs after the first; the last third counts as steady (default 15).")
    int runs = 15;

    @Option(names = "--pause", paramLabel = "MILLIS", description = "Between the servers' readiness and the first query (default 0).")
    int pause;

    @Option(names = "--warm-up", paramLabel = "WHEN", description = "The servers' --warm-up (default first).")
    String warmUp = "first";

    @Override
    public Integer call() throws Exception {
        Path home = WeirHome.path().resolve("bench");
        Path files = input.files();
        Map<String, String> queries = TpchQueries.all(input.scale);
        if (!only.isEmpty()) {
            queries.keySet().retainAll(only);
        }
        List<Setup.Worker> workers = Setup.ONE.workers(files, files);
        Path logs = home.resolve("logs").resolve("first");
        try (JdbcEngine driver = new WeirCluster(workers, input.threads, worker.options(), List.of(), warmUp, logs).connect("weir", Setup.ONE.searchPath())) {
            Latency.ofStatements(driver.connection(), "SELECT n_name, n_nationkey FROM nation", DRIVER_RUNS, 1);
            for (String query : queries.values()) {
                driver.run(query);
            }
        }
        List<FirstRun> all = new ArrayList<>();
        System.out.println("query      ready ms   first ms  second ms  steady ms  ratio  first cpu ms  steady cpu ms");
        for (Map.Entry<String, String> query : queries.entrySet()) {
            long start = System.nanoTime();
            WeirCluster cluster = new WeirCluster(workers, input.threads, worker.options(), List.of(), warmUp, logs);
            double ready = (System.nanoTime() - start) / 1e6;
            try (JdbcEngine weir = cluster.connect("weir", Setup.ONE.searchPath())) {
                weir.run("SELECT 1");
                if (pause > 0) {
                    // What is measured is the state of the servers after this time.
                    Thread.sleep(pause);
                }
                FirstRun one = FirstRun.of(weir, cluster.servers(), query.getValue(), runs);
                all.add(one);
                System.out.printf(Locale.ROOT, "%-9s %9.0f  %9.1f  %9.1f  %9.1f  %5.1f  %12.0f  %13.0f%n", query.getKey(), ready, one.first(), one.second(), one.steady(), one.ratio(), one.firstCpu(), one.steadyCpu());
            }
        }
        System.out.printf(Locale.ROOT, "geometric mean of the ratio %.2f, greatest %.2f; over 3: %d of %d%n",
                FirstRun.geometricMean(all), all.stream().mapToDouble(FirstRun::ratio).max().orElse(0), all.stream().filter(one -> one.ratio() > 3).count(), all.size());
        return 0;
    }
}
