package dev.weir.bench.suite;

import dev.weir.planner.sql.Query;
import dev.weir.planner.sql.SortItem;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.SqlFormatter;
import dev.weir.planner.sql.SqlParser;
import dev.weir.planner.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Which result columns a query is ordered by, as far as they are named or numbered.
///
/// @param limited whether a LIMIT cuts the result
public record OrderKeys(List<Integer> columns, boolean limited) {
    public OrderKeys {
        columns = List.copyOf(columns);
    }

    public static OrderKeys of(String sql, List<String> resultColumns) {
        if (!(SqlParser.parseStatement(sql) instanceof Statement.QueryStatement(Query query, _))) {
            return new OrderKeys(List.of(), false);
        }
        List<String> names = new ArrayList<>();
        for (String column : resultColumns) {
            names.add(column.toLowerCase(Locale.ROOT));
        }
        List<Integer> keys = new ArrayList<>();
        for (SortItem item : query.orderBy()) {
            int key = position(item.value(), names);
            if (key < 0) {
                break;
            }
            keys.add(key);
        }
        return new OrderKeys(keys, query.limit().isPresent());
    }

    private static int position(SqlExpression expression, List<String> names) {
        String text = SqlFormatter.format(expression).toLowerCase(Locale.ROOT).replace("\"", "");
        if (text.matches("[0-9]+")) {
            return Integer.parseInt(text) - 1;
        }
        return names.indexOf(text.substring(text.lastIndexOf('.') + 1));
    }
}
