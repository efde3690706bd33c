package dev.weir.bench.variant;

import dev.weir.bench.oracle.Choice;
import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchTable;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Other names for the tables and columns of TPC-H.
///
/// @param words new names by the specification's, which are unique among all tables and columns; what is not there keeps
///              its name
public record Renaming(Map<String, String> words) {
    private static final List<String> STARTS = List.of("b", "br", "d", "dr", "f", "g", "gl", "k", "kr", "m", "p", "pl", "t", "tr", "v", "z");
    private static final List<String> MIDDLES = List.of("a", "e", "i", "o", "u", "au", "ei");
    private static final List<String> ENDS = List.of("", "k", "lm", "n", "rt", "x");

    public Renaming {
        words = Map.copyOf(words);
    }

    public static Renaming none() {
        return new Renaming(Map.of());
    }

    /// Names of two or three syllables, none of them twice.
    public static Renaming random(Choice choice) {
        Map<String, String> words = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (TpchTable<?> table : TpchTable.getTables()) {
            words.put(table.getTableName(), fresh(choice, taken));
            for (TpchColumn<?> column : table.getColumns()) {
                words.put(column.getColumnName(), fresh(choice, taken));
            }
        }
        return new Renaming(words);
    }

    public String of(String word) {
        return words.getOrDefault(word, word);
    }

    /// Ends in a digit, as no key word does.
    private static String fresh(Choice choice, Set<String> taken) {
        while (true) {
            StringBuilder name = new StringBuilder();
            for (int syllables = choice.between(2, 3); syllables > 0; syllables--) {
                name.append(choice.of(STARTS)).append(choice.of(MIDDLES)).append(choice.of(ENDS));
            }
            name.append(choice.below(10));
            if (taken.add(name.toString())) {
                return name.toString();
            }
        }
    }
}
