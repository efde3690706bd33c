package dev.weir.planner.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.type.SqlType;
import dev.weir.planner.PlanSettings;
import dev.weir.planner.bind.BindSettings;
import dev.weir.planner.bind.Binder;
import dev.weir.planner.bind.BoundStatement;
import dev.weir.planner.explain.LogicalDescription;
import dev.weir.planner.explain.PlanText;
import dev.weir.planner.sql.SqlParser;
import dev.weir.planner.testing.FakeCatalog;
import dev.weir.planner.testing.Goldens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A file a rule under `golden/rule`, named after it: cases in which it fires and cases in which it must not. A file may
/// name passes that run before (`# before: push_filters`).
class RuleGoldensTest {
    private static final FakeCatalog CATALOG = new FakeCatalog()
            .table("d", "p", "t", 1000, FakeCatalog.column("a", SqlType.BIGINT, 1000, 1L, 1000L), FakeCatalog.column("b", SqlType.BIGINT),
                    FakeCatalog.column("c", SqlType.VARCHAR), FakeCatalog.column("d", SqlType.DATE))
            .table("d", "p", "u", 10_000, FakeCatalog.column("k", SqlType.BIGINT, 1000, 1L, 1000L), FakeCatalog.column("v", SqlType.BIGINT),
                    FakeCatalog.column("w", SqlType.VARCHAR))
            .table("d", "p", "many", 1_000_000, FakeCatalog.column("k", SqlType.BIGINT, 1000, 1L, 1000L), FakeCatalog.column("v", SqlType.BIGINT),
                    FakeCatalog.column("w", SqlType.VARCHAR))
            .table("d", "p", "small", 5, FakeCatalog.column("x", SqlType.BIGINT, 5, 1L, 5L), FakeCatalog.column("y", SqlType.BIGINT));

    static Stream<String> rules() throws IOException {
        return Files.list(Path.of("src/test/resources/golden/rule")).map(path -> path.getFileName().toString()).sorted();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void rewrites(String file) throws IOException {
        List<String> passes = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/golden/rule", file))) {
            if (line.startsWith("# before: ")) {
                passes.addAll(List.of(line.substring("# before: ".length()).split(", ")));
            }
        }
        passes.add(file.replace(".txt", ""));
        Goldens.check("rule/" + file, sql -> {
            BoundStatement.Query query = (BoundStatement.Query) Binder.bind(SqlParser.parseStatement(sql), CATALOG, BindSettings.DEFAULT);
            return PlanText.of(LogicalDescription.of(Optimizer.only(query.plan(), passes, PlanSettings.DEFAULT), null));
        });
    }

    @Test
    void everyRuleHasAFile() throws IOException {
        Set<String> rules = new TreeSet<>(Optimizer.switchable());
        rules.add("unnest_subqueries");
        rules.add("check_single_rows");
        Set<String> files = new TreeSet<>();
        rules().forEach(file -> files.add(file.replace(".txt", "")));
        assertEquals(rules, files);
    }
}
