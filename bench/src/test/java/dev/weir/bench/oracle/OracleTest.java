package dev.weir.bench.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.planner.optimize.Optimizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random queries over random files have DuckDB's answers, embedded and over the wire. `weir bench fuzz` runs longer ones.
class OracleTest {
    @TempDir
    Path folder;

    private void agree(long seed, int seeds, int queries, List<Integer> workers, Map<String, String> properties) throws Exception {
        try (OracleRun run = new OracleRun(seed, seeds, folder, workers, properties)) {
            assertEquals(List.of(), run.run(queries, 3, report -> System.err.println(report)));
        }
    }

    @Test
    void embedded() throws Exception {
        agree(1, 5, 80, List.of(), Map.of());
    }

    @Test
    void withoutRules() throws Exception {
        agree(50, 2, 40, List.of(), Map.of("disabled_rules", String.join(",", Optimizer.switchable())));
    }

    @Test
    void onOneAndThreeWorkers() throws Exception {
        agree(100, 3, 40, List.of(1, 3), Map.of());
    }

    @Test
    @Tag("deep")
    void manySeeds() throws Exception {
        agree(1_000, 60, 200, List.of(1, 3), Map.of());
    }

    @Test
    @Tag("deep")
    void manySeedsWithoutRules() throws Exception {
        agree(2_000, 30, 200, List.of(), Map.of("disabled_rules", String.join(",", Optimizer.switchable())));
    }
}
