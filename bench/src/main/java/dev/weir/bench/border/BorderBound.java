package dev.weir.bench.border;

import dev.weir.bench.queries.TpchQueries;
import dev.weir.bench.suite.QueryResult;
import dev.weir.bench.suite.SqlEngine;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What has to cross a border for a query: the rows of the cheaper side that take part in the result, with the columns that
/// the other side needs. Whole numbers, dates and decimals count as wide as they are in memory (8 or 4 bytes, sums 16), texts
/// as their bytes and 4 for the length.
///
/// @param border two domains in the order of the alphabet, `sales|supply`
/// @param side   the cheaper one
public record BorderBound(String query, String border, String side, long rows, long bytes) {
    private static final String HEADER = "query,border,side,rows,bytes";

    /// Asks the statements in `queries/tpch/border-bytes`.
    ///
    /// @param queries those that stay within a domain have no bound
    /// @param duckdb  with the tables of TPC-H
    public static List<BorderBound> computed(Collection<String> queries, SqlEngine duckdb) throws SQLException {
        List<BorderBound> all = new ArrayList<>();
        for (String query : queries) {
            Optional<String> statement = TpchQueries.borderBytes(query);
            if (statement.isPresent()) {
                all.addAll(cheapest(query, duckdb.run(statement.get())));
            }
        }
        return all;
    }

    private static Collection<BorderBound> cheapest(String query, QueryResult sides) {
        Map<String, BorderBound> borders = new LinkedHashMap<>();
        for (Object[] row : sides.rows()) {
            BorderBound side = new BorderBound(query, (String) row[0], (String) row[1], ((Number) row[2]).longValue(), row[3] == null ? 0 : ((Number) row[3]).longValue());
            borders.merge(side.border(), side, (one, other) -> one.bytes() <= other.bytes() ? one : other);
        }
        return borders.values();
    }

    /// The bounds at scale factor 1, from `border-bytes.csv` beside the queries.
    public static List<BorderBound> atScaleOne(Collection<String> queries) {
        List<BorderBound> all = new ArrayList<>();
        for (String line : TpchQueries.borderBytesAtScaleOne().lines().skip(1).toList()) {
            String[] cells = line.split(",");
            if (queries.contains(cells[0])) {
                all.add(new BorderBound(cells[0], cells[1], cells[2], Long.parseLong(cells[3]), Long.parseLong(cells[4])));
            }
        }
        return all;
    }

    public static String csv(List<BorderBound> bounds) {
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (BorderBound one : bounds) {
            text.append(one.query()).append(',').append(one.border()).append(',').append(one.side()).append(',').append(one.rows()).append(',').append(one.bytes()).append('\n');
        }
        return text.toString();
    }
}
