package dev.weir.planner.sql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.antlr.v4.runtime.Token;

/// Lists the grammar's words, for completion in a shell and for quoting.
public final class Keywords {
    private static final Map<String, Integer> TYPES = types();

    private Keywords() {}

    /// All words in upper case, in alphabetical order.
    public static List<String> all() {
        List<String> words = new ArrayList<>();
        for (String word : TYPES.keySet()) {
            words.add(word.toUpperCase(Locale.ROOT));
        }
        words.sort(null);
        return words;
    }

    /// Tells whether a word in lower case has to be quoted to be a name.
    public static boolean isReserved(String word) {
        int type = type(word);
        return type != Token.INVALID_TYPE && !TokenPreparation.isName(type);
    }

    static int type(String word) {
        return TYPES.getOrDefault(word, Token.INVALID_TYPE);
    }

    private static Map<String, Integer> types() {
        Map<String, Integer> types = new HashMap<>();
        for (int type = WeirSqlLexer.AGGREGATION; type <= WeirSqlLexer.ZONE; type++) {
            types.put(WeirSqlLexer.VOCABULARY.getSymbolicName(type).toLowerCase(Locale.ROOT), type);
        }
        return Map.copyOf(types);
    }
}
