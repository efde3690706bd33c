package dev.weir.bench.launch;

import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.ConcurrencyReport;
import dev.weir.bench.suite.ConcurrencyRun;
import dev.weir.bench.suite.DuckDb;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.Setup;
import dev.weir.bench.suite.WeirCluster;
import dev.weir.coordinator.launch.WeirHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir bench concurrency`: many JDBC clients at a time against one alone.
@Command(name = "concurrency", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs the 22 TPC-H queries by many JDBC clients at a time, each in a random order, and sets that beside one client alone.")
final class BenchConcurrencyCommand implements Callable<Integer> {
    @Mixin
    TpchInput input;

    @Option(names = "--clients", paramLabel = "K", description = "Clients at a time, each a user of its own (default 16).")
    int clients = 16;

    @Option(names = "--setup", paramLabel = "SETUP", description = "one, three, parts or mesh (default one).")
    Setup setup = Setup.ONE;

    @Option(names = "--runs", paramLabel = "N", description = "Rounds of each of the clients (default 1).")
    int runs = 1;

    @Option(names = "--alone-runs", paramLabel = "N", description = "Rounds of the client alone, after two to warm up (default 3).")
    int aloneRuns = 3;

    @Option(names = "--query", paramLabel = "NAME", split = ",", description = "Only these queries, e.g. q01,q18.")
    List<String> only = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Of the clients' orders (default 1).")
    long seed = 1;

    @Mixin
    WorkerMemory worker;

    @Option(names = "--max-running-queries", paramLabel = "N", description = "As of the coordinator.")
    Integer maxRunning;

    @Option(names = "--out", paramLabel = "DIR", description = "Also writes concurrency.csv and concurrency.md there.")
    Path out;

    @Override
    public Integer call() throws Exception {
        if (setup == Setup.EMBEDDED) {
            throw new IllegalArgumentException("--setup embedded has no clients");
        }
        Path home = WeirHome.path().resolve("bench");
        Path files = input.files();
        Map<String, String> queries = TpchQueries.all(input.scale);
        if (!only.isEmpty()) {
            queries.keySet().retainAll(only);
        }
        List<String> options = new ArrayList<>();
        if (maxRunning != null) {
            options.addAll(List.of("--max-running-queries", maxRunning.toString()));
        }
        Path links = files.resolveSibling(files.getFileName() + "-links");
        try (WeirCluster cluster = new WeirCluster(setup.workers(files, links), input.threads, worker.options(), options, home.resolve("logs").resolve("concurrency"))) {
            ConcurrencyRun run;
            try (JdbcEngine duckdb = DuckDb.open(files, input.threads)) {
                run = new ConcurrencyRun(cluster, setup.searchPath(), queries, duckdb);
            }
            run.run(1, 2, seed);
            ConcurrencyRun.Outcome alone = run.run(1, aloneRuns, seed);
            ConcurrencyRun.Outcome many = run.run(clients, runs, seed);
            long left = run.leftTasks();
            String report = ConcurrencyReport.markdown(alone, many, cluster.peakBytes());
            System.out.println(report);
            if (left > 0) {
                System.out.println("tasks left behind: " + left);
            }
            if (out != null) {
                Files.createDirectories(out);
                Files.writeString(out.resolve("concurrency.md"), report);
                Files.writeString(out.resolve("concurrency.csv"), ConcurrencyReport.csv(alone, many));
            }
            return alone.problems() + many.problems() + left == 0 ? 0 : 1;
        }
    }
}
