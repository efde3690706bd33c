package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.coordinator.launch.LocalCluster;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// EXPLAIN names, for who asks, the policies that apply and the kinds of masks on the columns that are read.
@Timeout(300)
class ExplainGovernanceTest {
    private static final List<String> FORMS = List.of("EXPLAIN ", "EXPLAIN (TYPE LOGICAL) ", "EXPLAIN (FORMAT JSON) ");

    @TempDir
    Path folder;

    private static void checkPlans(EngineRows rows) {
        for (String form : FORMS) {
            String ann = explained(rows, "ann", form + "SELECT secret, count(*) FROM sales.p.people WHERE y > 1 GROUP BY secret");
            assertTrue(ann.contains("governed: own_city, hide_secret"), ann);
            assertTrue(ann.contains("masked: secret mask-to-fixed-value"), ann);
            assertFalse(ann.contains("masked: salary"), ann);
            String eve = explained(rows, "eve", form + "SELECT secret, salary FROM sales.p.people");
            assertTrue(eve.contains("governed: everything") && !eve.contains("masked"), eve);
            String nobody = explained(rows, "nobody", form + "SELECT secret FROM sales.p.people");
            assertTrue(nobody.contains("refused: ACCESS_DENIED: No policy lets you read table sales.p.people") && !nobody.contains("own_city"), nobody);
            String open = explained(rows, "ann", form + "SELECT * FROM geo.p.places");
            assertFalse(open.contains("governed") || open.contains("masked"), open);
            String system = explained(rows, "ann", form + "SELECT * FROM system.runtime.nodes");
            assertFalse(system.contains("governed"), system);
        }
        String both = explained(rows, "ann", "EXPLAIN SELECT a.salary, b.salary FROM sales.p.people a JOIN geo.p.places b ON a.id = b.id");
        assertEquals(1, both.split("governed: ", -1).length - 1, both);
        assertTrue(both.contains("masked: salary replace-with-null"), both);
        assertFalse(both.contains("north") || both.contains("principal"), both);
    }

    private static String explained(EngineRows rows, String user, String text) {
        EngineRows.Outcome outcome = rows.run(user, text);
        assertNull(outcome.failure(), () -> text + ": " + outcome.seen());
        return String.join("\n", outcome.rows());
    }

    @Test
    void aMeshSaysWhatGovernsAScan() throws Exception {
        GovernedMesh.write(folder);
        try (LocalCluster cluster = GovernedMesh.start(folder)) {
            EngineRows rows = new EngineRows(cluster.coordinator().queries());
            checkPlans(rows);
            cluster.workers().get(0).close();
            cluster.workers().get(1).close();
            assertTrue(explained(rows, "ann", "EXPLAIN SELECT * FROM geo.p.places").contains("geo.p.places"));
            assertEquals("DOMAIN_UNAVAILABLE", rows.run("ann", "EXPLAIN SELECT * FROM sales.p.people").comparable());
        }
    }

    @Test
    void anEmbeddedEngineSaysWhatGovernsAScan() throws Exception {
        GovernedMesh.write(folder);
        try (EmbeddedEngine engine = EmbeddedEngine.open(folder, 2, 1L << 30)) {
            checkPlans(new EngineRows(engine.queries()));
        }
    }
}
