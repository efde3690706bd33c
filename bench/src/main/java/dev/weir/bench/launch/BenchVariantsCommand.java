package dev.weir.bench.launch;

import dev.weir.bench.suite.Setup;
import dev.weir.bench.suite.WeirCluster;
import dev.weir.bench.variant.Variant;
import dev.weir.bench.variant.VariantReport;
import dev.weir.bench.variant.VariantRun;
import dev.weir.coordinator.launch.WeirHome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir bench variants`: is Weir as fast, beside DuckDB, when nothing is as the specification has it?
@Command(name = "variants", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs TPC-H with other names, constants, join orders and files, all by seed, on Weir and DuckDB, beside the plain suite.")
final class BenchVariantsCommand implements Callable<Integer> {
    @Mixin
    TpchInput input;

    @Mixin
    WorkerMemory worker;

    @Option(names = "--seed", paramLabel = "S", description = "Of names, constants, join orders, NULLs and row orders (default 1).")
    long seed = 1;

    @Option(names = "--variant", paramLabel = "NAME", split = ",", description = "Only these beside plain; ${COMPLETION-CANDIDATES}.")
    List<Variant> only = List.of();

    @Option(names = "--query", paramLabel = "NAME", split = ",", description = "Only these queries, e.g. q01,q18.")
    List<String> queries = List.of();

    @Option(names = "--runs", paramLabel = "N", description = "Counted runs a query after a first one (default 3; 0: one run, for the answers only).")
    int runs = 3;

    @Option(names = "--warm-up", paramLabel = "N", description = "Rounds of everything before that (default 1).")
    int warmUp = 1;

    @Option(names = "--print", description = "Prints the queries of the variants and ends.")
    boolean print;

    @Option(names = "--out", paramLabel = "DIR", description = "Also writes variants.csv and variants.md there.")
    Path out;

    @Override
    public Integer call() throws Exception {
        List<Variant> variants = new ArrayList<>(Arrays.asList(Variant.values()));
        variants.removeIf(variant -> variant != Variant.PLAIN && !only.isEmpty() && !only.contains(variant));
        Path home = WeirHome.path().resolve("bench");
        // variants of other files are others
        String origin = input.data == null ? "" : "-" + Integer.toHexString(input.data.toAbsolutePath().toString().hashCode());
        Path folder = home.resolve("variants-sf" + input.scale + "-seed" + seed + origin);
        VariantRun run = new VariantRun(input.scale, seed, variants, folder);
        List<String> names = queries.isEmpty() ? List.copyOf(run.queries(Variant.PLAIN).keySet()) : queries;
        if (print) {
            for (Variant variant : variants) {
                names.forEach(name -> System.out.println("-- " + variant.label() + " " + name + "\n" + run.queries(variant).get(name) + ";\n"));
            }
            return 0;
        }
        run.write(input.files(), input.threads, System.err);
        Path logs = home.resolve("logs").resolve("variants");
        try (WeirCluster cluster = new WeirCluster(Setup.ONE.workers(folder, folder), input.threads, worker.options(), logs)) {
            Map<Variant, VariantRun.Outcome> outcomes = run.run(
                    product -> cluster.client("weir-" + product, "bench", "sales." + product), cluster::cpuNanos, names, warmUp, runs, input.threads, System.out);
            String report = VariantReport.markdown(outcomes);
            System.out.println("\n" + report);
            if (out != null) {
                Files.createDirectories(out);
                Files.writeString(out.resolve("variants.md"), report);
                Files.writeString(out.resolve("variants.csv"), VariantReport.csv(outcomes));
            }
            return outcomes.values().stream().mapToLong(VariantReport::problems).sum() == 0 ? 0 : 1;
        }
    }
}
