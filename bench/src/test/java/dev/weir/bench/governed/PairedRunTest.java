package dev.weir.bench.governed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.bench.datagen.TpchGenerator;
import dev.weir.bench.datagen.TpchLayout;
import dev.weir.bench.suite.JdbcEngine;
import dev.weir.bench.suite.QueryResult;
import dev.weir.bench.suite.SqlEngine;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PairedRunTest {
    /// Answers one row; the run costs so many nanoseconds.
    private record Fixed(String name, long nanos, long value, List<String> asked) implements SqlEngine {
        @Override
        public QueryResult run(String sql) {
            asked.add(name);
            return new QueryResult(List.of("x"), List.<Object[]>of(new Object[] {value}), nanos);
        }

        @Override
        public void close() {}
    }

    @Test
    void whoGoesFirstAlternates() throws Exception {
        List<String> asked = new ArrayList<>();
        long[] clock = {0};
        PairedRun run = PairedRun.of(new Fixed("a", 30, 1, asked), "select 1", new Fixed("b", 20, 1, asked), "select 1", 3, 2, () -> clock[0]++);
        assertEquals(List.of("a", "b", "b", "a", "a", "b", "b", "a", "a", "b"), asked);
        assertArrayEquals(new double[] {1.5, 1.5, 1.5}, run.ratios());
        assertEquals(1, run.cpuRatio());
        assertEquals("", run.problem());
        assertFalse(PairedRun.of(new Fixed("a", 1, 1, asked), "select 1", new Fixed("b", 1, 2, asked), "select 1", 1, 0, () -> 0).problem().isEmpty());
    }

    /// The policies do what is written by hand.
    @Test
    void answersAreTheSame(@TempDir Path folder) throws Exception {
        new TpchGenerator(0.01, folder.resolve("source"), TpchLayout.SINGLE, 1, WriteOptions.defaults()).run(2);
        GovernedLineitem.link(folder.resolve("source"), folder.resolve("domain"));
        try (LocalCluster cluster = new LocalCluster(2, 1L << 30)) {
            cluster.addWorker("sales", folder.resolve("domain"));
            try (JdbcEngine governed = connect(cluster, "governed"); JdbcEngine byHand = connect(cluster, "open")) {
                for (Map.Entry<String, GovernedLineitem.Pair> query : GovernedLineitem.queries().entrySet()) {
                    PairedRun run = PairedRun.of(governed, query.getValue().governed(), byHand, query.getValue().byHand(), 1, 0, () -> 0);
                    assertEquals("", run.problem(), query.getKey());
                    assertFalse(governed.run(query.getValue().governed()).rows().isEmpty(), query.getKey());
                }
                assertTrue(governed.run("select 1 from lineitem where l_shipinstruct is not null").rows().isEmpty());
            }
        }
    }

    private static JdbcEngine connect(LocalCluster cluster, String product) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("search_path", "sales." + product);
        return JdbcEngine.connect(product, cluster.jdbcUrl(), properties, null, null);
    }
}
