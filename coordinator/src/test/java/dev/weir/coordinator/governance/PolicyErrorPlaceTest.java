package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A policy's expression stands in the domain's file and not in the user's statement, so that its failure has no place there;
/// the user's own operation over a governed table has.
class PolicyErrorPlaceTest {
    @Test
    void failureOfAPolicyHasNoPlaceInTheStatement(@TempDir Path folder) throws Exception {
        try (EmbeddedEngine engine = engine(folder, "1 / (y - y) > 0")) {
            fails(engine, "SELECT count(*), 1 / max(id) FROM sales.p.people", ErrorCode.DIVISION_BY_ZERO, null);
        }
    }

    @Test
    void failureOverAGovernedTableHasThePlaceOfTheOperation(@TempDir Path folder) throws Exception {
        try (EmbeddedEngine engine = engine(folder, "id >= 0")) {
            fails(engine, "SELECT id, y / (id - id) FROM sales.p.people", ErrorCode.DIVISION_BY_ZERO, new Position(1, 14));
            fails(engine, "SELECT id FROM sales.p.people WHERE y / (id - id) > 1", ErrorCode.DIVISION_BY_ZERO, new Position(1, 39));
            fails(engine, "SELECT id FROM sales.p.people\nWHERE CAST(name AS bigint) > 1", ErrorCode.INVALID_CAST, new Position(2, 7));
            fails(engine, "SELECT sum(y / (id - id)) FROM sales.p.people GROUP BY city", ErrorCode.DIVISION_BY_ZERO, new Position(1, 14));
        }
    }

    private static EmbeddedEngine engine(Path folder, String using) throws Exception {
        People.write(folder.resolve("sales/p/people/all.parquet"), People.rows(1, 200), WriteOptions.defaults());
        People.write(folder.resolve("other/p/people/all.parquet"), People.rows(1, 10), WriteOptions.defaults());
        Files.writeString(folder.resolve("sales/policies.yaml"),
                "principals: {ann: {roles: [analyst]}}\nrowPolicies:\n  - {name: one, table: p.people, mode: permissive, to: [role:analyst], using: \""
                        + using + "\"}\n");
        return EmbeddedEngine.open(folder, 2, 256L << 20);
    }

    private static void fails(EmbeddedEngine engine, String sql, ErrorCode code, Position place) {
        EngineRows.Outcome outcome = new EngineRows(engine.queries()).run("ann", sql);
        assertNotNull(outcome.failure(), sql);
        assertEquals(code, outcome.failure().code(), outcome.seen());
        assertEquals(Optional.ofNullable(place), outcome.failure().position(), outcome.seen());
    }
}
