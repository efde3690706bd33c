package dev.weir.bench.variant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.bench.oracle.Choice;
import dev.weir.bench.oracle.SqlTokens;
import dev.weir.bench.queries.TpchQueries;
import dev.weir.planner.sql.SqlParser;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchTable;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class QueryVariationTest {
    private static String shuffled(String sql, long seed) {
        return SqlTokens.join(FromLists.shuffled(SqlTokens.of(sql), new Choice(seed)));
    }

    @Test
    void everyQueryCanBeRewrittenWithManySeeds() {
        for (long seed = 1; seed <= 50; seed++) {
            Renaming renaming = Renaming.random(new Choice(seed));
            for (Map.Entry<String, String> query : TpchQueries.all(1).entrySet()) {
                String text = QueryVariation.of(query.getKey(), query.getValue(), renaming, new Choice(seed));
                SqlParser.parseStatement(text);
                for (TpchTable<?> table : TpchTable.getTables()) {
                    List<String> tokens = SqlTokens.of(text);
                    assertFalse(tokens.contains(table.getTableName()), text);
                    for (TpchColumn<?> column : table.getColumns()) {
                        assertFalse(tokens.contains(column.getColumnName()), text);
                    }
                }
            }
        }
    }

    @Test
    void aSeedAlwaysGivesTheSame() {
        VariantRun run = new VariantRun(1, 7, List.of(Variant.values()), Path.of("."));
        assertEquals(run.queries(Variant.NULLS), new VariantRun(1, 7, List.of(), Path.of(".")).queries(Variant.NULLS));
        assertNotEquals(run.queries(Variant.NULLS), run.queries(Variant.DELTA));
        assertNotEquals(run.queries(Variant.NULLS), new VariantRun(1, 8, List.of(), Path.of(".")).queries(Variant.NULLS));
        assertEquals(TpchQueries.all(1), run.queries(Variant.PLAIN));
    }

    @Test
    void namesAreAllDifferent() {
        Renaming renaming = Renaming.random(new Choice(3));
        assertEquals(61 + 8, renaming.words().size());
        assertEquals(renaming.words().size(), new HashSet<>(renaming.words().values()).size());
    }

    @Test
    void stringsAndLongerWordsStay() {
        Renaming renaming = new Renaming(Map.of("part", "kram1", "p_size", "gross2"));
        assertEquals(List.of("select", "gross2", ",", "'part'", ",", "p_size_2", "from", "kram1", "as", "parts"),
                QueryVariation.renamed(SqlTokens.of("select p_size, 'part', p_size_2 from part as parts"), renaming));
    }

    @Test
    void replacesAllAtATimeAndMissesNothing() {
        assertEquals("'B' = 'A' and x = 'B'", SqlTokens.join(QueryVariation.replaced(SqlTokens.of("'A' = 'B' and x = 'A'"), Map.of("'A'", "'B'", "'B'", "'A'"))));
        assertEquals("q >= 7 and q <= 7 + 10 and s <= 1",
                SqlTokens.join(QueryVariation.replaced(SqlTokens.of("q >= 1 and q <= 1 + 10 and s <= 1"), Map.of("q >= 1 and q <= 1 + 10", "q >= 7 and q <= 7 + 10"))));
        assertThrows(IllegalArgumentException.class, () -> QueryVariation.replaced(SqlTokens.of("a = 1"), Map.of("2", "3")));
    }

    @Test
    void onlyListsOfTablesAreShuffled() {
        String sql = "select extract(year from d), substring(x from 1 for 2), (select max(y) from u, v) from a left outer join b on a.k = b.k, c n1,"
                + " (select z from d, e where z in(1, 2, 3)) as f(p, q) where a.k in(select k from g, h) order by 1, 2";
        Set<String> seen = new TreeSet<>();
        for (long seed = 1; seed <= 200; seed++) {
            seen.add(shuffled(sql, seed));
        }
        // 2 * (3! * 2) * 2
        assertEquals(48, seen.size());
        for (String one : seen) {
            assertEquals(new TreeSet<>(SqlTokens.of(sql)), new TreeSet<>(SqlTokens.of(one)));
            assertEquals(SqlTokens.of(sql).size(), SqlTokens.of(one).size());
            assertEquals("select extract(year from d), substring(x from 1 for 2), (select max(y) from", one.substring(0, one.indexOf(" from ", one.indexOf("max")) + 5));
        }
    }
}
