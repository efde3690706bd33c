package dev.weir.coordinator.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.cli.SqlSession;
import dev.weir.exec.error.QueryException;
import dev.weir.worker.sample.SampleTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpTest {
    @Test
    void everyStatementWorksOverAllKindsOfFiles(@TempDir Path folder) throws Exception {
        new SampleTables(2_000, 700).write(folder);
        List<String> failed = new ArrayList<>();
        List<String> empty = new ArrayList<>();
        for (String product : SampleTables.PRODUCTS) {
            try (SqlSession session = EmbeddedEngine.open(folder, 2, 256L << 20).session("warm", Map.of("search_path", "local." + product))) {
                for (String statement : WarmUp.statements()) {
                    int rows = 0;
                    try (SqlSession.Result result = session.execute(statement)) {
                        for (VectorSchemaRoot batch = result.next(); batch != null; batch = result.next()) {
                            rows += batch.getRowCount();
                        }
                    } catch (QueryException e) {
                        failed.add(product + ": " + e.getMessage() + "\n" + statement);
                    }
                    if (rows == 0) {
                        empty.add(statement);
                    }
                }
            }
        }
        assertEquals(List.of(), failed);
        assertTrue(empty.size() <= 8, "too many statements find nothing to work on: " + String.join("\n", empty));
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        WarmUp.before(WarmUp.When.FIRST, new WarmUp.Extent(400, 200, 300_000_000), 1);
        WarmUp.beside(WarmUp.When.BACKGROUND, new WarmUp.Extent(400, 200, 300_000_000), 1, () -> true).close();
        assertEquals(List.of(), folders());
    }

    @Test
    void offDoesNothing() throws Exception {
        WarmUp.beside(WarmUp.When.OFF, WarmUp.Extent.OF_WORKER, 1, () -> false).close();
        assertEquals(List.of(), folders());
    }

    private static List<String> folders() throws IOException {
        String own = "weir-warm-up-" + ProcessHandle.current().pid() + "-";
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.map(path -> path.getFileName().toString()).filter(name -> name.startsWith(own)).toList();
        }
    }
}
