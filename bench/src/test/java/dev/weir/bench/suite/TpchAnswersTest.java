package dev.weir.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.bench.datagen.TpchGenerator;
import dev.weir.bench.datagen.TpchLayout;
import dev.weir.bench.queries.TpchQueries;
import dev.weir.coordinator.launch.LocalCluster;
import dev.weir.coordinator.launch.MemoryLimits;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// All TPC-H queries in all set-ups give DuckDB's answers over the same files at SF 0.01, through the stock driver wherever
/// there is a server.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TpchAnswersTest {
    private static final double SCALE = 0.01;

    private Path folder;
    private final Map<String, QueryResult> expected = new LinkedHashMap<>();

    @BeforeAll
    void generate(@TempDir Path temporary) throws Exception {
        folder = temporary;
        new TpchGenerator(SCALE, folder.resolve("data"), TpchLayout.SINGLE, 3, WriteOptions.defaults().withRows(2400, 800)).run(2);
        try (JdbcEngine duckdb = DuckDb.open(folder.resolve("data"), 2)) {
            for (Map.Entry<String, String> query : TpchQueries.all(SCALE).entrySet()) {
                expected.put(query.getKey(), duckdb.run(query.getValue()));
            }
        }
    }

    @AfterAll
    void forget() {
        expected.clear();
    }

    @ParameterizedTest
    @EnumSource(Setup.class)
    void answersEqual(Setup setup) throws Exception {
        try (SqlEngine engine = open(setup)) {
            Map<String, String> problems = new LinkedHashMap<>();
            for (Map.Entry<String, String> query : TpchQueries.all(SCALE).entrySet()) {
                problem(engine, query.getValue(), expected.get(query.getKey())).ifPresent(text -> problems.put(query.getKey(), text));
            }
            assertEquals(Map.of(), problems);
        }
    }

    private static Optional<String> problem(SqlEngine engine, String sql, QueryResult right) {
        try {
            OrderKeys order = OrderKeys.of(sql, right.columns());
            return ResultComparison.difference(right, engine.run(sql), order.columns(), order.limited());
        } catch (SQLException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private SqlEngine open(Setup setup) throws Exception {
        Path data = folder.resolve("data");
        if (setup == Setup.EMBEDDED) {
            return new EmbeddedSqlEngine(data, 2, MemoryLimits.of(1L << 30), setup.searchPath());
        }
        LocalCluster cluster = new LocalCluster(2, 1L << 30);
        try {
            for (Setup.Worker worker : setup.workers(data, folder.resolve("links"))) {
                cluster.addWorker(worker.domain(), worker.folder());
            }
            Properties properties = new Properties();
            properties.setProperty("search_path", setup.searchPath());
            return JdbcEngine.connect(setup.label(), cluster.jdbcUrl(), properties, null, cluster);
        } catch (SQLException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }
}
