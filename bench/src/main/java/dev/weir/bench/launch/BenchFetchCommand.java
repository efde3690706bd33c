package dev.weir.bench.launch;

import dev.weir.bench.datagen.FetchTable;
import dev.weir.bench.suite.FetchRun;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.Setup;
import dev.weir.bench.suite.WeirCluster;
import dev.weir.coordinator.launch.ServerProcess;
import dev.weir.coordinator.launch.WeirHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `weir bench fetch`: a large result through JDBC, alternating with a server that only sends constant batches.
@Command(name = "fetch", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Fetches a large result through the JDBC driver, alternating with a server that sends constant batches: the driver's limit.")
final class BenchFetchCommand implements Callable<Integer> {
    @Option(names = "--rows", paramLabel = "N", description = "Rows of the result (default 5000000).")
    int rows = 5_000_000;

    @Option(names = "--warm-up", paramLabel = "N", description = "Runs of each that are not counted (default 5: three JVMs compile).")
    int warmUp = 5;

    @Option(names = "--runs", paramLabel = "N", description = "Counted runs of each (default 5).")
    int runs = 5;

    @Option(names = "--batch-rows", paramLabel = "N", description = "Rows of a constant batch (default 8192).")
    int batchRows = 8192;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the worker (default: one a core).")
    int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        Path home = WeirHome.path().resolve("bench");
        Path files = home.resolve("fetch-" + rows);
        if (!Files.exists(files.resolve("fetch").resolve("wide.parquet"))) {
            System.err.println("Generating " + rows + " rows into " + files + " (once) ...");
            FetchTable.write(files, rows);
        }
        Path logs = home.resolve("logs").resolve("fetch");
        WeirCluster cluster = new WeirCluster(Setup.ONE.workers(files, files), threads, List.of(), List.of(), "first", logs);
        try (JdbcEngine weir = cluster.connect("weir", "sales.fetch");
                ServerProcess server = ServerProcess.start(BenchMain.class.getName(),
                        List.of("bench", "constant-server", "--rows", String.valueOf(rows), "--batch-rows", String.valueOf(batchRows)),
                        List.of("-Xmx512m"), logs.resolve("constant.log"));
                Connection constant = DriverManager.getConnection("jdbc:arrow-flight-sql://" + server.address() + "/?useEncryption=false")) {
            List<Double> ours = new ArrayList<>();
            List<Double> limits = new ArrayList<>();
            for (int run = 1 - warmUp; run <= runs; run++) {
                FetchRun.Outcome limit = FetchRun.run(constant, "constant");
                FetchRun.Outcome mine = FetchRun.run(weir.connection(), "SELECT id, ratio, label, price, day FROM wide");
                System.out.printf(Locale.ROOT, "%s  weir %.2f million rows/s, constant batches %.2f%n",
                        run <= 0 ? "warm-up" : "run " + run, mine.rowsPerSecond() / 1e6, limit.rowsPerSecond() / 1e6);
                if (mine.rows() != rows) {
                    System.err.println("expected " + rows + " rows, got " + mine.rows());
                    return 1;
                }
                if (run > 0) {
                    ours.add(mine.rowsPerSecond());
                    limits.add(limit.rowsPerSecond());
                }
            }
            System.out.printf(Locale.ROOT, "median: weir %.2f, constant batches %.2f million rows/s: %.0f %%%n",
                    median(ours) / 1e6, median(limits) / 1e6, 100 * median(ours) / median(limits));
        }
        return 0;
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        return values.get(values.size() / 2);
    }
}
