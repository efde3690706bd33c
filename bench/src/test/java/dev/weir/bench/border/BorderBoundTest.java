package dev.weir.bench.border;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bench.datagen.TpchGenerator;
import dev.weir.bench.datagen.TpchLayout;
import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.DuckDb;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.Setup;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BorderBoundTest {
    private static final Set<String> BORDERS = Set.of("geo|sales", "geo|supply", "sales|supply");

    @TempDir
    Path folder;

    /// Where rows cross a border there is a bound, and Weir tells what crossed.
    @Test
    void everyQueryOverSeveralDomainsHasABound() throws Exception {
        new TpchGenerator(0.01, folder.resolve("data"), TpchLayout.SINGLE, 1, WriteOptions.defaults()).run(2);
        List<BorderBound> bounds;
        try (JdbcEngine duckdb = DuckDb.open(folder.resolve("data"), 2)) {
            bounds = BorderBound.computed(TpchQueries.all(0.01).keySet(), duckdb);
        }
        List<String> differing = new ArrayList<>();
        try (LocalCluster cluster = new LocalCluster(2, 1L << 30)) {
            for (Setup.Worker worker : Setup.MESH.workers(folder.resolve("data"), folder.resolve("links"))) {
                cluster.addWorker(worker.domain(), worker.folder());
            }
            Properties properties = new Properties();
            properties.setProperty("search_path", Setup.MESH.searchPath());
            try (JdbcEngine weir = JdbcEngine.connect("mesh", cluster.jdbcUrl(), properties, null, null)) {
                for (String query : TpchQueries.all(0.01).keySet()) {
                    List<String> plan = weir.run("EXPLAIN " + TpchQueries.all(0.01).get(query)).rows().stream().map(row -> (String) row[0]).toList();
                    Set<String> sites = new TreeSet<>();
                    String.join("\n", plan).lines().filter(line -> line.startsWith("Stage ")).forEach(line -> sites.add(line.split(" ")[3]));
                    boolean bound = bounds.stream().anyMatch(one -> one.query().equals(query));
                    if (sites.size() > 1 != bound) {
                        differing.add(query + " at " + sites);
                    }
                }
                String q14 = String.join("\n", weir.run("EXPLAIN ANALYZE " + TpchQueries.all(0.01).get("q14")).rows().stream().map(row -> (String) row[0]).toList());
                long least = BorderReport.total(bounds.stream().filter(one -> one.query().equals("q14")).toList());
                long moved = BorderTraffic.of(q14.lines().toList()).total();
                assertTrue(moved > least / 2 && moved < least * 2, () -> "moved " + moved + ", bound " + least + "\n" + q14);
            }
        }
        assertEquals(List.of(), differing);
    }

    @Test
    void theFileHasTheSameQueriesAndBorders() {
        List<BorderBound> bounds = BorderBound.atScaleOne(TpchQueries.all(1).keySet());
        assertFalse(bounds.isEmpty());
        for (BorderBound bound : bounds) {
            assertTrue(BORDERS.contains(bound.border()), bound.toString());
            assertTrue(bound.border().contains(bound.side()), bound.toString());
            assertTrue(bound.rows() > 0 && bound.bytes() >= bound.rows(), bound.toString());
            assertTrue(TpchQueries.borderBytes(bound.query()).isPresent(), bound.toString());
        }
        assertEquals(TpchQueries.borderBytesAtScaleOne(), BorderBound.csv(bounds).strip());
    }
}
