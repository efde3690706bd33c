package dev.weir.bench.variant;

import com.sun.management.OperatingSystemMXBean;
import dev.weir.bench.oracle.Choice;
import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.DuckDb;
import dev.weir.bench.suite.MeteredEngine;
import dev.weir.bench.suite.QueryTimes;
import dev.weir.bench.suite.SqlEngine;
import dev.weir.bench.suite.SuiteRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Runs the suite in each variant on Weir and DuckDB. One worker serves all variants, a product each, and each query is run
/// in all of them before the next one: what the machine does meanwhile, and what the compiler has learnt, is the same for
/// all.
public final class VariantRun {
    private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final PrintStream SILENT = new PrintStream(OutputStream.nullOutputStream());

    private final double scale;
    private final long seed;
    private final List<Variant> variants;
    private final Path folder;

    /// @param folder where the files of all variants are or will be, a product each; the folder of Weir's worker
    public VariantRun(double scale, long seed, List<Variant> variants, Path folder) {
        this.scale = scale;
        this.seed = seed;
        this.variants = List.copyOf(variants);
        this.folder = folder;
    }

    /// Weir, connected with the tables of one product.
    public interface Engines {
        SqlEngine open(String product) throws SQLException, IOException;
    }

    /// Times on both engines, in the same order of queries.
    ///
    /// @param weirCpu   mean processor time of each query in milliseconds, over all runs after the rounds that warm up
    /// @param duckdbCpu likewise; what reads the answers is in the same process and counts
    public record Outcome(List<QueryTimes> weir, List<QueryTimes> duckdb, List<Double> weirCpu, List<Double> duckdbCpu) {}

    /// Writes the files that are not there yet.
    public void write(Path source, int threads, PrintStream log) throws SQLException, IOException {
        for (Variant variant : variants) {
            Path complete = folder.resolve("." + variant.label() + ".complete");
            if (!Files.exists(complete)) {
                log.println("Writing " + variant.label() + " below " + folder + " (once) ...");
                new VariantFiles(source, seed, threads).write(variant, renaming(variant), folder.resolve(variant.label()));
                Files.createFile(complete);
            }
        }
    }

    /// The queries of a variant by name.
    public Map<String, String> queries(Variant variant) {
        Map<String, String> queries = TpchQueries.all(scale);
        if (variant != Variant.PLAIN) {
            queries.replaceAll((query, sql) -> QueryVariation.of(query, sql, renaming(variant), new Choice(seed(variant, query))));
        }
        return queries;
    }

    private Renaming renaming(Variant variant) {
        return variant == Variant.PLAIN ? Renaming.none() : Renaming.random(new Choice(seed(variant, "names")));
    }

    private long seed(Variant variant, String purpose) {
        return seed * 1_000_003 + 31L * variant.label().hashCode() + purpose.hashCode();
    }

    /// Answers the times by variant.
    ///
    /// @param weirCpu processor time of Weir's servers so far, in nanoseconds
    /// @param only    names of queries
    /// @param warmUp  rounds of everything before the first counted one
    public Map<Variant, Outcome> run(Engines weir, LongSupplier weirCpu, Collection<String> only, int warmUp, int runs, int threads, PrintStream log)
            throws SQLException, IOException {
        Map<Variant, Outcome> outcomes = new LinkedHashMap<>();
        Map<Variant, Pair> engines = new LinkedHashMap<>();
        try {
            for (Variant variant : variants) {
                MeteredEngine ours = new MeteredEngine(weir.open(variant.label()), weirCpu);
                engines.put(variant, new Pair(ours, new MeteredEngine(DuckDb.openProduct(folder.resolve(variant.label()), threads), PROCESS::getProcessCpuTime)));
                outcomes.put(variant, new Outcome(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
            }
            for (int round = 0; round < warmUp; round++) {
                for (String query : only) {
                    engines.forEach((variant, pair) -> new SuiteRunner(List.of(pair.weir), pair.duckdb, 0, SILENT).run(Map.of(query, queries(variant).get(query))));
                }
            }
            List<Variant> order = new ArrayList<>(variants);
            engines.values().forEach(Pair::takeMillis);
            for (String query : only) {
                log.println(query);
                for (Variant variant : order) {
                    Pair pair = engines.get(variant);
                    Map<String, List<QueryTimes>> times = new SuiteRunner(List.of(pair.weir, pair.duckdb), pair.duckdb, runs, log)
                            .run(Map.of(query, queries(variant).get(query)));
                    outcomes.get(variant).weir().addAll(times.get(pair.weir.name()));
                    outcomes.get(variant).duckdb().addAll(times.get(pair.duckdb.name()));
                    outcomes.get(variant).weirCpu().add(pair.weir.takeMillis());
                    outcomes.get(variant).duckdbCpu().add(pair.duckdb.takeMillis());
                }
                // nobody is always the first after the query before
                Collections.rotate(order, 1);
            }
            return outcomes;
        } finally {
            engines.values().forEach(Pair::close);
        }
    }

    /// Both engines of a variant.
    private record Pair(MeteredEngine weir, MeteredEngine duckdb) {
        void takeMillis() {
            weir.takeMillis();
            duckdb.takeMillis();
        }

        void close() {
            weir.close();
            duckdb.close();
        }
    }
}
