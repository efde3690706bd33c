package dev.weir.bench.variant;

import dev.weir.bench.oracle.Choice;
import dev.weir.bench.oracle.SqlTokens;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Rewrites the text of a query, token by token: what is in a string or part of a longer word is never taken for a name.
final class QueryVariation {
    private QueryVariation() {}

    /// A TPC-H query with parameters, join order and names of its own.
    static String of(String query, String sql, Renaming renaming, Choice choice) {
        List<String> tokens = replaced(SqlTokens.of(sql), TpchParameters.of(query, choice));
        return SqlTokens.join(renamed(FromLists.shuffled(tokens, choice), renaming));
    }

    static List<String> renamed(List<String> tokens, Renaming renaming) {
        return tokens.stream().map(renaming::of).toList();
    }

    /// Puts sequences of tokens in the place of others, all at a time. Each of them must be there: a parameter that is not
    /// would silently stay what it was.
    static List<String> replaced(List<String> tokens, Map<String, String> changes) {
        List<String> result = new ArrayList<>();
        Set<String> left = new HashSet<>(changes.keySet());
        for (int i = 0; i < tokens.size(); ) {
            String found = found(tokens.subList(i, tokens.size()), changes.keySet());
            if (found == null) {
                result.add(tokens.get(i++));
            } else {
                result.addAll(SqlTokens.of(changes.get(found)));
                i += SqlTokens.of(found).size();
                left.remove(found);
            }
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("not in the query: " + left);
        }
        return result;
    }

    private static String found(List<String> tokens, Set<String> sequences) {
        for (String sequence : sequences) {
            List<String> wanted = SqlTokens.of(sequence);
            if (tokens.size() >= wanted.size() && tokens.subList(0, wanted.size()).equals(wanted)) {
                return sequence;
            }
        }
        return null;
    }
}
