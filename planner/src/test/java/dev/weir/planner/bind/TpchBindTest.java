package dev.weir.planner.bind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.testing.TpchCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Binds the specification's queries, unqualified over one domain and over three.
class TpchBindTest {
    static Stream<Path> queries() throws IOException {
        return Files.list(Path.of("../bench/src/main/resources/dev/weir/bench/queries/tpch")).filter(path -> path.toString().endsWith(".sql")).sorted();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void binds(Path file) throws IOException {
        String sql = Files.readString(file);
        BoundStatement.Query single = (BoundStatement.Query) Binding.statement(sql, TpchCatalog.single(), BindSettings.DEFAULT);
        BindSettings mesh = BindSettings.DEFAULT.withSearchPath(SchemaName.parsePath("sales.tpch, supply.tpch, geo.tpch"));
        BoundStatement.Query three = (BoundStatement.Query) Binding.statement(sql, TpchCatalog.mesh(), mesh);
        assertEquals(single.plan().names(), three.plan().names());
        assertTrue(single.parameters().isEmpty());
    }

    @Test
    void givesTheTypesOfTheFirstQuery() throws IOException {
        String sql = Files.readString(Path.of("../bench/src/main/resources/dev/weir/bench/queries/tpch/q01.sql"));
        assertEquals(
                List.of("varchar", "varchar", "decimal(38,2)", "decimal(38,2)", "decimal(38,4)", "decimal(38,6)", "decimal(19,6)",
                        "decimal(19,6)", "decimal(19,6)", "bigint"),
                ((BoundStatement.Query) Binding.statement(sql, TpchCatalog.single(), BindSettings.DEFAULT))
                        .plan().columns().stream().map(LogicalColumn::type).map(Object::toString).toList());
    }
}
