package dev.weir.bench.variant;

import dev.weir.bench.oracle.Choice;
import dev.weir.bench.oracle.SqlTokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Puts the tables of each FROM list in another order; a table with its joins stays one item.
final class FromLists {
    private static final Set<String> AFTER = Set.of("where", "group", "having", "order", "limit", "union", "except", "intersect");

    private FromLists() {}

    static List<String> shuffled(List<String> tokens, Choice choice) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (token.equals("(")) {
                // what is in parentheses has lists of its own, and `extract(year from x)` has none
                int end = SqlTokens.closing(tokens, i);
                result.add(token);
                result.addAll(shuffled(tokens.subList(i + 1, end), choice));
                result.add(")");
                i = end;
            } else if (token.equals("from") && tokens.subList(0, i).contains("select")) {
                int end = end(tokens, i + 1);
                result.add(token);
                result.addAll(list(tokens.subList(i + 1, end), choice));
                i = end - 1;
            } else {
                result.add(token);
            }
        }
        return result;
    }

    private static int end(List<String> tokens, int from) {
        int at = from;
        while (at < tokens.size() && !AFTER.contains(tokens.get(at))) {
            at = tokens.get(at).equals("(") ? SqlTokens.closing(tokens, at) + 1 : at + 1;
        }
        return at;
    }

    private static List<String> list(List<String> tokens, Choice choice) {
        List<List<String>> items = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= tokens.size(); i++) {
            if (i == tokens.size() || tokens.get(i).equals(",")) {
                items.add(shuffled(tokens.subList(from, i), choice));
                from = i + 1;
            } else if (tokens.get(i).equals("(")) {
                i = SqlTokens.closing(tokens, i);
            }
        }
        List<String> result = new ArrayList<>();
        for (List<String> item : choice.shuffled(items)) {
            if (!result.isEmpty()) {
                result.add(",");
            }
            result.addAll(item);
        }
        return result;
    }
}
