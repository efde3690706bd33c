package dev.weir.planner;

import dev.weir.planner.bind.BindSettings;
import dev.weir.planner.bind.SchemaName;
import dev.weir.planner.explain.PlanMetrics;
import dev.weir.planner.explain.StageDescription;
import dev.weir.planner.testing.FakeCatalog;
import dev.weir.planner.testing.Goldens;
import dev.weir.planner.testing.TpchCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The stages of the specification's queries with figures of scale factor 1, frozen: on one worker, on three workers of
/// one domain, on three domains.
class TpchPlansTest {
    static Stream<Path> queries() throws IOException {
        return Files.list(Path.of("../bench/src/main/resources/dev/weir/bench/queries/tpch")).filter(path -> path.toString().endsWith(".sql")).sorted();
    }

    @ParameterizedTest
    @MethodSource("queries")
    void oneWorker(Path query) throws IOException {
        check(query, "one", TpchCatalog.single(), BindSettings.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void threeWorkers(Path query) throws IOException {
        check(query, "three", TpchCatalog.single().workers("local", 3), BindSettings.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("queries")
    void threeDomains(Path query) throws IOException {
        check(query, "mesh", TpchCatalog.mesh(), BindSettings.DEFAULT.withSearchPath(SchemaName.parsePath("sales.tpch, supply.tpch, geo.tpch")));
    }

    private static void check(Path query, String layout, FakeCatalog catalog, BindSettings binding) throws IOException {
        PlannedQuery planned = Planner.plan(Files.readString(query), catalog, binding, PlanSettings.DEFAULT.withChecks(true));
        String name = query.getFileName().toString().replace(".sql", ".txt");
        Goldens.same("tpch/" + layout + "/" + name, StageDescription.text(planned.plan(), planned.estimates(), PlanMetrics.NONE));
    }
}
