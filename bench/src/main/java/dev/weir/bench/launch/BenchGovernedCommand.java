package dev.weir.bench.launch;

import dev.weir.bench.governed.GovernedLineitem;
import dev.weir.bench.governed.MedianInterval;
import dev.weir.bench.governed.PairedRun;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.Setup;
import dev.weir.bench.suite.WeirCluster;
import dev.weir.coordinator.launch.WeirHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir bench governed`: what a row filter and masks cost beside the same written by hand.
@Command(name = "governed", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs queries over a governed table, each paired with one that has the filter and the masks written by hand, over the same files.")
final class BenchGovernedCommand implements Callable<Integer> {
    @Mixin
    TpchInput input;

    @Option(names = "--pairs", paramLabel = "N", description = "Counted pairs of each query (default 31).")
    int pairs = 31;

    @Option(names = "--warm-up", paramLabel = "N", description = "Pairs before them (default 30).")
    int warmUp = 30;

    @Option(names = "--query", paramLabel = "NAME", split = ",", description = "Only these queries of q01, q06, modes.")
    List<String> only = List.of();

    @Option(names = "--out", paramLabel = "DIR", description = "Also writes governed.csv there, a line a pair.")
    Path out;

    @Override
    public Integer call() throws Exception {
        Path home = WeirHome.path().resolve("bench");
        Path files = input.files();
        Path folder = home.resolve("governed");
        GovernedLineitem.link(files, folder);
        StringBuilder csv = new StringBuilder("query,pair,ratio\n");
        int problems = 0;
        try (WeirCluster cluster = new WeirCluster(Setup.ONE.workers(folder, folder), input.threads, List.of(), home.resolve("logs").resolve("governed"));
                JdbcEngine governed = cluster.client("governed", "ann", "sales.governed");
                JdbcEngine byHand = cluster.client("by hand", "bob", "sales.open")) {
            System.out.println("query   governed ms  by hand ms  median ratio  95 % interval    cpu ratio");
            for (Map.Entry<String, GovernedLineitem.Pair> query : GovernedLineitem.queries().entrySet()) {
                if (!only.isEmpty() && !only.contains(query.getKey())) {
                    continue;
                }
                PairedRun run = PairedRun.of(governed, query.getValue().governed(), byHand, query.getValue().byHand(), pairs, warmUp, cluster::cpuNanos);
                MedianInterval ratio = run.interval();
                System.out.printf(Locale.ROOT, "%-7s %11.1f %11.1f %13.3f  %.3f to %.3f %12.3f%s%n", query.getKey(), run.millis()[0], run.millis()[1], ratio.median(),
                        ratio.low(), ratio.high(), run.cpuRatio(), run.problem().isEmpty() ? "" : "  DIFFERENT: " + run.problem());
                problems += run.problem().isEmpty() ? 0 : 1;
                for (int pair = 0; pair < run.ratios().length; pair++) {
                    csv.append(String.format(Locale.ROOT, "%s,%d,%.4f%n", query.getKey(), pair + 1, run.ratios()[pair]));
                }
            }
        }
        if (out != null) {
            Files.createDirectories(out);
            Files.writeString(out.resolve("governed.csv"), csv);
        }
        return problems == 0 ? 0 : 1;
    }
}
