package dev.weir.bench.launch;

import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.DuckDb;
import dev.weir.bench.suite.EmbeddedSqlEngine;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.QueryTimes;
import dev.weir.bench.suite.Setup;
import dev.weir.bench.suite.SqlEngine;
import dev.weir.bench.suite.SuiteReport;
import dev.weir.bench.suite.SuiteRunner;
import dev.weir.bench.suite.WeirCluster;
import dev.weir.coordinator.launch.WeirHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir bench tpch`: the 22 queries, answers compared with DuckDB's over the same files, engines alternating.
@Command(name = "tpch", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs the 22 TPC-H queries, compares every answer with DuckDB's and prints the times side by side.")
final class BenchTpchCommand implements Callable<Integer> {
    @Mixin
    TpchInput input;

    @Option(names = "--setup", paramLabel = "SETUP", split = ",", description = "embedded, one, three, parts or mesh; several by commas (default one).")
    List<Setup> setups = List.of(Setup.ONE);

    @Option(names = "--engine", paramLabel = "ENGINE", split = ",",
            description = "weir, duckdb, or a JDBC URL such as jdbc:trino://host:port/catalog/schema; several by commas (default weir,duckdb).")
    List<String> engines = List.of("weir", "duckdb");

    @Option(names = "--runs", paramLabel = "N", description = "Counted runs a query after a first one (default 5; 0: one run, for the answers only).")
    int runs = 5;

    @Option(names = "--warm-up", paramLabel = "N", description = "Rounds of the whole suite on every engine before that, not counted (default 0).")
    int warmUp;

    @Option(names = "--query", paramLabel = "NAME", split = ",", description = "Only these queries, e.g. q01,q18.")
    List<String> only = List.of();

    @Mixin
    WorkerMemory worker;

    @Option(names = "--out", paramLabel = "DIR", description = "Also writes times.csv, report.md and chart.svg there.")
    Path out;

    @Override
    public Integer call() throws Exception {
        Path home = WeirHome.path().resolve("bench");
        Path files = input.files();
        Map<String, String> queries = TpchQueries.all(input.scale);
        if (!only.isEmpty()) {
            queries.keySet().retainAll(only);
        }
        List<SqlEngine> timed = new ArrayList<>();
        try (JdbcEngine duckdb = DuckDb.open(files, input.threads)) {
            try {
                for (String engine : engines) {
                    add(engine, files, home, duckdb, timed);
                }
                for (int round = 1; round <= warmUp; round++) {
                    System.out.println("warm-up " + round + " of " + warmUp);
                    new SuiteRunner(timed, duckdb, 0, System.out).run(queries);
                }
                Map<String, List<QueryTimes>> times = new SuiteRunner(timed, duckdb, runs, System.out).run(queries);
                String report = SuiteReport.markdown(times, DuckDb.NAME);
                System.out.println("\n" + report);
                for (SqlEngine engine : timed) {
                    if (engine.peakBytes() >= 0) {
                        System.out.printf(Locale.ROOT, "%s: peak resident size, all processes: %.2f GiB%n", engine.name(), engine.peakBytes() / 1073741824.0);
                    }
                }
                if (out != null) {
                    Files.createDirectories(out);
                    Files.writeString(out.resolve("report.md"), report);
                    Files.writeString(out.resolve("times.csv"), SuiteReport.csv(times));
                    Files.writeString(out.resolve("chart.svg"), SuiteReport.chart(title(), times));
                }
                return times.values().stream().flatMap(List::stream).allMatch(one -> one.problem().isEmpty()) ? 0 : 1;
            } finally {
                for (SqlEngine engine : timed) {
                    if (engine != duckdb) {
                        engine.close();
                    }
                }
            }
        }
    }

    private String title() {
        return String.format(Locale.ROOT, "TPC-H SF %s, %d threads, %s", input.scale == Math.rint(input.scale) ? String.valueOf((long) input.scale) : String.valueOf(input.scale),
                input.threads, runs == 0 ? "one run" : "medians of " + runs + (warmUp == 0 ? "" : " after " + warmUp + (warmUp == 1 ? " round" : " rounds")));
    }

    private void add(String engine, Path files, Path home, JdbcEngine duckdb, List<SqlEngine> timed) throws Exception {
        switch (engine) {
            case "duckdb" -> timed.add(duckdb);
            case "weir" -> {
                for (Setup setup : setups) {
                    timed.add(weir(setup, files, home));
                }
            }
            default -> {
                Properties properties = new Properties();
                properties.setProperty("user", "bench");
                timed.add(JdbcEngine.connect(engine.split(":")[1], engine, properties, null, null));
            }
        }
    }

    private SqlEngine weir(Setup setup, Path files, Path home) throws Exception {
        if (setup == Setup.EMBEDDED) {
            return new EmbeddedSqlEngine(files, input.threads, worker.limits(8L << 30), setup.searchPath());
        }
        Path links = files.resolveSibling(files.getFileName() + "-links");
        // Times are those of servers as they come, ready when they have practised; answers do not depend on it.
        return new WeirCluster(setup.workers(files, links), input.threads, worker.options(), List.of(), runs == 0 ? "off" : "first", home.resolve("logs").resolve(setup.label()))
                .connect(setup.label(), setup.searchPath());
    }
}
