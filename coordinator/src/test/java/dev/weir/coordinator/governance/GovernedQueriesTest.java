package dev.weir.coordinator.governance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A governed query equals the same query over the materialised view of what its user may see, and shows no canary: random
/// data, policies and queries. The domain `sales` is governed; `view` holds the view as a file.
class GovernedQueriesTest {
    /// A policy and what it means.
    private record Rule(String using, Predicate<List<Object>> visible) {}

    private record Masking(String column, int position, String mask, Object value) {}

    private static final List<Rule> RULES = List.of(
            new Rule("city = principal('city')", People::visible),
            new Rule("city = 'north' AND y > 35", row -> People.visible(row) && (Long) row.get(5) > 35),
            new Rule("city LIKE 'nor%' AND 100 / (y - 29) >= 10", row -> People.visible(row) && 100 / ((Long) row.get(5) - 29) >= 10),
            new Rule("CASE WHEN city IS NULL THEN false ELSE city = 'north' END AND id % 2 = 0", row -> People.visible(row) && (Long) row.get(0) % 2 == 0),
            new Rule("city = 'north' AND name IN ('name1', 'name2', 'name7', 'name11')", row -> People.visible(row) && List.of("name1", "name2", "name7", "name11").contains(row.get(1) == null ? "" : row.get(1))),
            // Filters see what masks hide.
            new Rule("city = 'north' AND secret LIKE 'CANARY1%'", row -> People.visible(row) && row.get(3) != null && ((String) row.get(3)).startsWith("CANARY1")),
            new Rule("city = 'north' AND salary % 2 = 0 AND secret IS NOT NULL", row -> People.visible(row) && (Long) row.get(4) % 2 == 0 && row.get(3) != null),
            new Rule("city = 'nowhere'", _ -> false));
    private static final List<Masking> SECRETS = List.of(
            new Masking("secret", 3, "{kind: replace-with-null}", null),
            new Masking("secret", 3, "{kind: mask-to-fixed-value, value: hidden}", "hidden"));
    private static final List<Masking> SALARIES = List.of(
            new Masking("salary", 4, "{kind: replace-with-null}", null),
            new Masking("salary", 4, "{kind: mask-to-fixed-value, value: '0'}", 0L));

    @Test
    void governedQueriesEqualQueriesOverTheView(@TempDir Path folder) throws Exception {
        for (int seed = 0; seed < 8; seed++) {
            run(folder.resolve("s" + seed), seed, 40);
        }
    }

    @Tag("deep")
    @Test
    void manyGovernedQueriesEqualQueriesOverTheView(@TempDir Path folder) throws Exception {
        for (int seed = 100; seed < 200; seed++) {
            run(folder.resolve("s" + seed), seed, 200);
        }
    }

    private static void analyze(EngineRows rows) {
        String seen = "";
        // The last report of a short task may come after its last row.
        for (int i = 0; i < 20 && !seen.contains(" out"); i++) {
            EngineRows.Outcome analyzed = rows.run("ann", "EXPLAIN ANALYZE SELECT count(*), max(secret), min(city) FROM sales.p.people");
            assertEquals(null, analyzed.failure());
            seen = analyzed.seen();
            assertFalse(People.canary(seen), seen);
        }
        assertTrue(seen.contains("governed: one") && seen.contains("masked: secret") && !seen.contains("row groups"), seen);
    }

    private static void run(Path folder, int seed, int queries) throws Exception {
        Random random = new Random(seed);
        Rule rule = RULES.get(seed % RULES.size());
        Rule second = RULES.get(random.nextInt(RULES.size()));
        List<Masking> masks = List.of(SECRETS.get(random.nextInt(2)), SALARIES.get(random.nextInt(2)));
        List<List<Object>> rows = People.rows(seed, 700);
        WriteOptions options = WriteOptions.defaults().withRows(1 + random.nextInt(600), 100).withDictionaryEntries(random.nextInt(3) == 0 ? 0 : 1 << 12);
        People.write(folder.resolve("sales/p/people/all.parquet"), rows, options);
        boolean restrictive = random.nextBoolean();
        Predicate<List<Object>> visible = restrictive ? rule.visible().and(second.visible()) : rule.visible().or(second.visible());
        List<List<Object>> view = new ArrayList<>();
        for (List<Object> row : rows) {
            // The predicates may not be defined on rows that are hidden anyway.
            if (People.visible(row) && visible.test(row)) {
                List<Object> masked = new ArrayList<>(row);
                masks.forEach(mask -> masked.set(mask.position(), mask.value()));
                view.add(masked);
            }
        }
        People.write(folder.resolve("view/p/people/all.parquet"), view, options);
        StringBuilder policies = new StringBuilder("principals: {ann: {roles: [analyst], attributes: {city: north}}}\nrowPolicies:\n");
        policies.append("  - {name: one, table: p.people, mode: permissive, to: [role:analyst], using: \"").append(rule.using()).append("\"}\n");
        policies.append("  - {name: two, table: p.people, mode: ").append(restrictive ? "restrictive" : "permissive").append(", to: [all], except: [role:dpo], using: \"")
                .append(second.using()).append("\"}\nmaskPolicies:\n");
        for (Masking mask : masks) {
            policies.append("  - {name: hide_").append(mask.column()).append(", column: p.people.").append(mask.column()).append(", to: [all], mask: ").append(mask.mask()).append("}\n");
        }
        Files.writeString(folder.resolve("sales/policies.yaml"), policies);
        try (EmbeddedEngine engine = EmbeddedEngine.open(folder, 2, 1L << 30)) {
            EngineRows rowsOf = new EngineRows(engine.queries());
            RandomPeopleQueries texts = new RandomPeopleQueries(seed);
            for (int i = 0; i < queries; i++) {
                String text = texts.next();
                String where = "seed " + seed + " query " + i + ": " + text + "\n" + policies;
                EngineRows.Outcome governed = rowsOf.run("ann", text.replaceAll("\\bT\\b", "sales.p.people"));
                EngineRows.Outcome expected = rowsOf.run("ann", text.replaceAll("\\bT\\b", "view.p.people"));
                assertEquals(expected.comparable(), governed.comparable(), where + governed.seen());
                // Constants of the query itself may come back in it.
                String seen = governed.seen().replace("CANARY7", "");
                assertFalse(People.canary(seen), () -> where + seen);
                if (i % 10 == 0) {
                    analyze(rowsOf);
                }
            }
        }
    }
}
