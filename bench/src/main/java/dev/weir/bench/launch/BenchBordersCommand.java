package dev.weir.bench.launch;

import dev.weir.bench.border.BorderBound;
import dev.weir.bench.border.BorderReport;
import dev.weir.bench.border.BorderTraffic;
import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.DuckDb;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.Setup;
import dev.weir.bench.suite.WeirCluster;
import dev.weir.coordinator.launch.WeirHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir bench borders`: the bytes that crossed from domain to domain beside the least possible.
@Command(name = "borders", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs the TPC-H queries over three domains and sets the bytes that crossed their borders beside those that have to.")
final class BenchBordersCommand implements Callable<Integer> {
    @Mixin
    TpchInput input;

    @Option(names = "--query", paramLabel = "NAME", split = ",", description = "Only these queries, e.g. q05,q09.")
    List<String> only = List.of();

    @Option(names = "--runs", paramLabel = "N", description = "Runs of each query; the median counts, since filters may come late (default 3).")
    int runs = 3;

    @Option(names = "--compute", description = "Computes the bounds also at scale factor 1, where border-bytes.csv has them.")
    boolean compute;

    @Option(names = "--explain", description = "Prints EXPLAIN ANALYZE of each query.")
    boolean explain;

    @Option(names = "--out", paramLabel = "DIR", description = "Also writes border-bytes.csv, the bounds, and borders.md there.")
    Path out;

    @Override
    public Integer call() throws Exception {
        Path home = WeirHome.path().resolve("bench");
        Path files = input.files();
        Map<String, String> queries = TpchQueries.all(input.scale);
        if (!only.isEmpty()) {
            queries.keySet().retainAll(only);
        }
        List<BorderBound> bounds;
        if (input.scale == 1 && !compute) {
            bounds = BorderBound.atScaleOne(queries.keySet());
        } else {
            try (JdbcEngine duckdb = DuckDb.open(files, input.threads)) {
                bounds = BorderBound.computed(queries.keySet(), duckdb);
            }
        }
        StringBuilder report = new StringBuilder(BorderReport.head());
        long least = 0;
        long moved = 0;
        Path links = home.resolve("borders-links");
        try (WeirCluster cluster = new WeirCluster(Setup.MESH.workers(files, links), input.threads, List.of(), home.resolve("logs").resolve("borders"));
                JdbcEngine weir = cluster.client("weir", "bench", Setup.MESH.searchPath())) {
            for (String query : queries.keySet()) {
                List<BorderBound> borders = bounds.stream().filter(bound -> bound.query().equals(query)).toList();
                BorderTraffic traffic = measured(weir, query, queries.get(query));
                if (borders.isEmpty() && traffic.total() == 0) {
                    continue;
                }
                String line = BorderReport.line(query, borders, traffic);
                System.out.print(line);
                report.append(line);
                least += BorderReport.total(borders);
                moved += traffic.total();
            }
        }
        report.append(String.format(Locale.ROOT, "| **total** | %d | %d | | %.2f | |%n", least, moved, (double) moved / least));
        System.out.println("\n" + report);
        if (out != null) {
            Files.createDirectories(out);
            Files.writeString(out.resolve("border-bytes.csv"), BorderBound.csv(bounds));
            Files.writeString(out.resolve("borders.md"), report);
        }
        return 0;
    }

    private BorderTraffic measured(JdbcEngine weir, String name, String sql) throws Exception {
        List<BorderTraffic> all = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            List<String> lines = weir.run("EXPLAIN ANALYZE " + sql).rows().stream().flatMap(row -> String.valueOf(row[0]).lines()).toList();
            all.add(BorderTraffic.of(lines));
            if (explain) {
                System.out.println(name + "\n" + String.join("\n", lines));
            }
        }
        all.sort(Comparator.comparingLong(BorderTraffic::total));
        return all.get(all.size() / 2);
    }
}
