package dev.weir.bench.variant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bench.datagen.TpchGenerator;
import dev.weir.bench.datagen.TpchLayout;
import dev.weir.bench.suite.DuckDb;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.QueryTimes;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All queries have DuckDB's answers at SF 0.01 in the variants that are furthest from the plain suite; the files are what
/// their variants say.
final class VariantRunTest {
    private static final double SCALE = 0.01;
    private static final PrintStream SILENT = new PrintStream(OutputStream.nullOutputStream());

    @TempDir
    Path folder;

    @Test
    void answersEqual() throws Exception {
        new TpchGenerator(SCALE, folder.resolve("source"), TpchLayout.SINGLE, 1, WriteOptions.defaults()).run(2);
        List<Variant> variants = List.of(Variant.NULLS, Variant.LZ4_RAW, Variant.DELTA);
        VariantRun run = new VariantRun(SCALE, 1, variants, folder.resolve("variants"));
        run.write(folder.resolve("source"), 2, SILENT);
        try (LocalCluster cluster = new LocalCluster(2, 1L << 30)) {
            cluster.addWorker("sales", folder.resolve("variants"));
            Map<Variant, VariantRun.Outcome> outcomes = run.run(product -> {
                Properties properties = new Properties();
                properties.setProperty("search_path", "sales." + product);
                return JdbcEngine.connect(product, cluster.jdbcUrl(), properties, null, null);
            }, () -> 0, run.queries(Variant.PLAIN).keySet(), 0, 0, 2, SILENT);
            Map<String, String> problems = new LinkedHashMap<>();
            outcomes.forEach((variant, outcome) -> {
                for (QueryTimes times : outcome.weir()) {
                    if (!times.problem().isEmpty()) {
                        problems.put(variant.label() + " " + times.query(), times.problem());
                    }
                }
            });
            assertEquals(Map.of(), problems);
            assertTrue(VariantReport.markdown(outcomes).contains("| nulls |"));
        }
        filesAreWhatTheySay();
    }

    private void filesAreWhatTheySay() throws Exception {
        try (JdbcEngine duckdb = DuckDb.openProduct(folder.resolve("variants").resolve("nulls"), 2)) {
            assertEquals(List.of("LZ4_RAW"), distinct(duckdb, "compression", Variant.LZ4_RAW));
            assertEquals(List.of("ZSTD"), distinct(duckdb, "compression", Variant.DELTA));
            assertTrue(distinct(duckdb, "encodings", Variant.DELTA).toString().contains("DELTA"));
            assertTrue(distinct(duckdb, "stats_null_count > 0", Variant.NULLS).contains("true"));
        }
    }

    private List<String> distinct(JdbcEngine duckdb, String what, Variant variant) throws Exception {
        return duckdb.run("SELECT DISTINCT CAST(" + what + " AS varchar) FROM parquet_metadata('" + folder.resolve("variants").resolve(variant.label()) + "/*/*.parquet')")
                .rows().stream().map(row -> String.valueOf(row[0])).toList();
    }
}
