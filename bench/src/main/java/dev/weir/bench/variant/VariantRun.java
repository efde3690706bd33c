package dev.weir.bench.variant;

import dev.weir.bench.oracle.Choice;
import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.DuckDb;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.QueryTimes;
import dev.weir.bench.suite.SuiteRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Runs the suite in each variant on Weir and DuckDB. One worker serves all variants, a product each, and each query is run
/// in all of them before the next one: what the machine does meanwhile, and what the compiler has learnt, is the same for
/// all.
public final class VariantRun {
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

    /// Connects to an engine with the tables of one product.
    public interface Engines {
        JdbcEngine open(String product) throws SQLException, IOException;
    }

    /// Times on both engines, in the same order of queries.
    public record Outcome(List<QueryTimes> weir, List<QueryTimes> duckdb) {}

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
    /// @param only   names of queries
    /// @param warmUp rounds of everything before the first counted one
    public Map<Variant, Outcome> run(Engines weir, Collection<String> only, int warmUp, int runs, int threads, PrintStream log) throws SQLException, IOException {
        Map<Variant, Outcome> outcomes = new LinkedHashMap<>();
        Map<Variant, SuiteRunner> runners = new LinkedHashMap<>();
        Map<Variant, SuiteRunner> warming = new LinkedHashMap<>();
        List<JdbcEngine> opened = new ArrayList<>();
        try {
            for (Variant variant : variants) {
                JdbcEngine ours = weir.open(variant.label());
                opened.add(ours);
                JdbcEngine peer = DuckDb.openProduct(folder.resolve(variant.label()), threads);
                opened.add(peer);
                runners.put(variant, new SuiteRunner(List.of(ours, peer), peer, runs, log));
                warming.put(variant, new SuiteRunner(List.of(ours), peer, 0, new PrintStream(OutputStream.nullOutputStream())));
                outcomes.put(variant, new Outcome(new ArrayList<>(), new ArrayList<>()));
            }
            for (int round = 0; round < warmUp; round++) {
                for (String query : only) {
                    for (Variant variant : variants) {
                        warming.get(variant).run(Map.of(query, queries(variant).get(query)));
                    }
                }
            }
            List<Variant> order = new ArrayList<>(variants);
            for (String query : only) {
                log.println(query);
                for (Variant variant : order) {
                    Map<String, List<QueryTimes>> times = runners.get(variant).run(Map.of(query, queries(variant).get(query)));
                    outcomes.get(variant).weir().addAll(times.get(opened.get(2 * variants.indexOf(variant)).name()));
                    outcomes.get(variant).duckdb().addAll(times.get(DuckDb.NAME));
                }
                // nobody is always the first after the query before
                Collections.rotate(order, 1);
            }
            return outcomes;
        } finally {
            opened.reversed().forEach(JdbcEngine::close);
        }
    }
}
