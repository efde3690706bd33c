package dev.weir.bench.governed;

import dev.weir.bench.oracle.SqlTokens;
import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.LinkedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The table lineitem twice over the same files: `governed.lineitem` has a row filter on a column that nobody may read and
/// masks on two dictionary-coded strings, `open.lineitem` has nothing.
public final class GovernedLineitem {
    static final String POLICIES = """
            rowPolicies:
              - {name: with_instructions, table: governed.lineitem, mode: permissive, to: [all], using: "l_shipinstruct <> 'NONE'"}
            maskPolicies:
              - {name: no_instructions, column: governed.lineitem.l_shipinstruct, to: [all], mask: {kind: replace-with-null}}
              - {name: short_modes, column: governed.lineitem.l_shipmode, to: [all], mask: {kind: show-first-4}}
              - {name: no_status, column: governed.lineitem.l_linestatus, to: [all], mask: {kind: mask-alphanum}}
            """;

    /// Groups, compares and searches masked strings.
    private static final String MODES = """
            select l_shipmode, l_returnflag, count(*) as line_count, min(l_shipdate) as first_day
            from lineitem
            where l_shipmode like '%xx%' and l_shipmode <> 'REG xxx'
            group by l_shipmode, l_returnflag
            order by l_shipmode, l_returnflag""";

    /// What the policies make of the table, written by hand.
    private static final String BY_HAND = """
            (select l_orderkey, l_partkey, l_suppkey, l_linenumber, l_quantity, l_extendedprice, l_discount, l_tax, l_returnflag,
                regexp_replace(regexp_replace(l_linestatus, '\\p{L}', 'x'), '\\p{N}', 'n') as l_linestatus,
                l_shipdate, l_commitdate, l_receiptdate, cast(null as varchar) as l_shipinstruct,
                case when length(l_shipmode) <= 4 then regexp_replace(regexp_replace(l_shipmode, '\\p{L}', 'x'), '\\p{N}', 'n')
                    else substring(l_shipmode, 1, 4) || regexp_replace(regexp_replace(substring(l_shipmode, 5), '\\p{L}', 'x'), '\\p{N}', 'n') end as l_shipmode,
                l_comment
            from lineitem where l_shipinstruct <> 'NONE') as lineitem""";

    private GovernedLineitem() {}

    /// @param governed to be asked of the product `governed`
    /// @param byHand   to be asked of the product `open`
    public record Pair(String governed, String byHand) {}

    /// The queries by name.
    public static Map<String, Pair> queries() {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        pairs.put("q01", pair(TpchQueries.all(1).get("q01")));
        pairs.put("q06", pair(TpchQueries.all(1).get("q06")));
        pairs.put("modes", pair(MODES));
        return pairs;
    }

    private static Pair pair(String sql) {
        return new Pair(sql, byHand(sql));
    }

    private static String byHand(String sql) {
        return SqlTokens.join(SqlTokens.of(sql).stream().map(token -> token.equals("lineitem") ? BY_HAND : token).toList());
    }

    /// Makes a domain's folder of it.
    ///
    /// @param source TPC-H in the single layout; the folder gets links to its files
    public static void link(Path source, Path folder) throws IOException {
        for (String product : new String[] {"governed", "open"}) {
            for (Path file : LinkedFiles.entries(source.resolve("tpch").resolve("lineitem"))) {
                LinkedFiles.link(file, folder.resolve(product).resolve("lineitem"));
            }
        }
        Files.writeString(folder.resolve("policies.yaml"), POLICIES);
    }
}
