package dev.weir.bench.oracle;

import dev.weir.bench.oracle.Disagreement.Finding;
import dev.weir.bench.oracle.Disagreement.Outcome;
import dev.weir.bench.suite.ResultComparison;
import dev.weir.bench.suite.SessionEngine;
import dev.weir.bench.suite.SqlEngine;
import dev.weir.coordinator.cli.EmbeddedSession;
import dev.weir.coordinator.cli.FlightSession;
import dev.weir.coordinator.cli.ServerUrl;
import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.coordinator.launch.MemoryLimits;
import dev.weir.coordinator.launch.SpillPlace;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.coordinator.query.QuerySession;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/// Asks Weir in several set-ups and DuckDB the same random questions. Everything follows from the first seed.
public final class OracleRun implements AutoCloseable {
    private static final long MEMORY = 512L << 20;
    private static final int THREADS = 2;
    private static final String DOMAIN = "local";

    private final long firstSeed;
    private final List<List<RandomTable>> tables = new ArrayList<>();
    private final Path folder;
    private final EmbeddedEngine embedded;
    private final List<LocalCluster> clusters = new ArrayList<>();
    private final Map<String, String> properties;
    private long asked;
    private long answered;

    /// Makes the data of seeds `firstSeed` to `firstSeed + seeds - 1` and starts the engines over it.
    ///
    /// @param workers    how many each in-process cluster has; empty for the embedded engine alone
    /// @param properties of each session
    public OracleRun(long firstSeed, int seeds, Path folder, List<Integer> workers, Map<String, String> properties) throws IOException {
        this.firstSeed = firstSeed;
        this.folder = folder;
        this.properties = Map.copyOf(properties);
        try (BufferAllocator allocator = new RootAllocator()) {
            for (int i = 0; i < seeds; i++) {
                RandomTables random = new RandomTables(firstSeed + i);
                List<RandomTable> made = random.make();
                for (RandomTable table : made) {
                    random.write(table, product(firstSeed + i), allocator);
                }
                tables.add(made);
            }
        }
        embedded = EmbeddedEngine.open(folder, THREADS, MemoryLimits.of(MEMORY).withPageCache(MEMORY / 4), SpillPlace.usual());
        for (int count : workers) {
            LocalCluster cluster = new LocalCluster(THREADS, MEMORY);
            clusters.add(cluster);
            for (int i = 0; i < count; i++) {
                cluster.addWorker(DOMAIN, folder);
            }
        }
    }

    /// A contradiction with what repeats it.
    public record Report(long seed, int query, String engine, String kind, String text, String sql) {
        @Override
        public String toString() {
            return "seed " + seed + " query " + query + " on " + engine + ": " + text + "\n" + sql;
        }
    }

    /// Runs queries of each seed until so many contradictions were found.
    public List<Report> run(int queriesPerSeed, int mostReports, Consumer<Report> onReport) throws SQLException, IOException {
        List<Report> reports = new ArrayList<>();
        for (int i = 0; i < tables.size() && reports.size() < mostReports; i++) {
            long seed = firstSeed + i;
            Map<String, SqlEngine> engines = engines(seed);
            try (DuckDbOracle oracle = new DuckDbOracle(product(seed), tables.get(i))) {
                for (int query = 0; query < queriesPerSeed && reports.size() < mostReports; query++) {
                    RandomQueries random = new RandomQueries(seed * 1_000_003 + query, tables.get(i));
                    Optional<Report> report = query % 10 == 9
                            ? partitioned(seed, query, random.partition(), oracle, engines) : compared(seed, query, random.query(), oracle, engines);
                    report.ifPresent(found -> {
                        reports.add(found);
                        onReport.accept(found);
                    });
                }
            } finally {
                engines.values().forEach(SqlEngine::close);
            }
        }
        return reports;
    }

    /// Queries asked so far, and those that the oracle answered.
    public String figures() {
        return asked + " queries, " + answered + " answered by the oracle";
    }

    /// The text of one query, to run it by hand over {@link #product}.
    public String query(long seed, int query) {
        return new RandomQueries(seed * 1_000_003 + query, tables.get((int) (seed - firstSeed))).query();
    }

    private Optional<Report> compared(long seed, int query, String sql, SqlEngine oracle, Map<String, SqlEngine> engines) {
        asked++;
        Outcome expected = Outcome.of(oracle, sql);
        if (expected.result() != null) {
            answered++;
        }
        if (expected.isSkipped()) {
            return Optional.empty();
        }
        for (SqlEngine engine : engines.values()) {
            Outcome actual = Outcome.of(engine, sql);
            Optional<Finding> finding = Disagreement.between(expected, actual, sql);
            if (finding.isPresent()) {
                // A window that lost its order has no one answer any more.
                boolean ordered = sql.contains(" over (");
                String small = ordered ? sql : QueryReduction.reduce(sql, text -> fails(text, finding.get().kind(), oracle, engine));
                String now = Disagreement.between(Outcome.of(oracle, small), Outcome.of(engine, small), small).orElse(finding.get()).text();
                return Optional.of(new Report(seed, query, engine.name(), finding.get().kind(), now, small));
            }
        }
        return Optional.empty();
    }

    private static boolean fails(String sql, String kind, SqlEngine oracle, SqlEngine engine) {
        Outcome expected = Outcome.of(oracle, sql);
        if (expected.result() == null) {
            return false;
        }
        Outcome actual = Outcome.of(engine, sql);
        if (actual.code().equals("SYNTAX_ERROR") && !sql.startsWith("select") && !sql.startsWith("with")) {
            return false;
        }
        return Disagreement.between(expected, actual, sql).filter(finding -> finding.kind().equals(kind)).isPresent();
    }

    /// Rows where the condition is true, where it is false and where it is unknown are together all rows (Rigger and Su,
    /// "Finding Bugs in Database Systems via Query Partitioning", 2020).
    private Optional<Report> partitioned(long seed, int query, RandomQueries.Partition partition, SqlEngine oracle, Map<String, SqlEngine> engines) {
        if (Outcome.of(oracle, partition.query()).isSkipped()) {
            return Optional.empty();
        }
        String condition = "(" + partition.predicate() + ")";
        String parts = String.join(" union all ", partition.query() + " where " + condition, partition.query() + " where not " + condition,
                partition.query() + " where " + condition + " is null");
        for (SqlEngine engine : engines.values()) {
            asked++;
            Outcome whole = Outcome.of(engine, partition.query());
            Outcome split = Outcome.of(engine, parts);
            Optional<String> difference = whole.result() == null || split.result() == null
                    ? failure(whole).or(() -> failure(split))
                    : ResultComparison.difference(whole.result(), split.result(), List.of(), false);
            if (difference.isPresent()) {
                return Optional.of(new Report(seed, query, engine.name(), "PARTITIONS", difference.get(), parts));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> failure(Outcome outcome) {
        return outcome.result() != null || Disagreement.MAY_FAIL_ALONE.contains(outcome.code())
                ? Optional.empty() : Optional.of(outcome.code() + ": " + outcome.message());
    }

    private Map<String, SqlEngine> engines(long seed) {
        Map<String, String> all = new LinkedHashMap<>(properties);
        all.put("search_path", DOMAIN + ".seed" + seed);
        Map<String, SqlEngine> engines = new LinkedHashMap<>();
        QuerySession session = new QuerySession("oracle", "oracle");
        all.forEach(session::set);
        engines.put("embedded", new SessionEngine("embedded", new EmbeddedSession(embedded.queries(), session, DOMAIN, () -> { })));
        for (LocalCluster cluster : clusters) {
            String name = cluster.workers().size() + " workers";
            engines.put(name, new SessionEngine(name, new FlightSession(ServerUrl.parse(cluster.coordinator().address()), "oracle", "", all)));
        }
        return engines;
    }

    /// Where the tables of a seed are.
    public Path product(long seed) {
        return folder.resolve("seed" + seed);
    }

    @Override
    public void close() {
        embedded.close();
        clusters.forEach(LocalCluster::close);
    }
}
