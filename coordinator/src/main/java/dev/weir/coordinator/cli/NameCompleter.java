package dev.weir.coordinator.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/// Completes keywords, functions and the catalog's names. The names are fetched once in the background.
final class NameCompleter implements Completer {
    private static final List<String> KEYWORDS = List.of(
            "SELECT", "FROM", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET", "JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN",
            "CROSS JOIN", "ON", "USING", "AND", "OR", "NOT", "IN", "EXISTS", "BETWEEN", "LIKE", "IS NULL", "IS NOT NULL", "CASE", "WHEN", "THEN",
            "ELSE", "END", "CAST", "DISTINCT", "UNION ALL", "INTERSECT", "EXCEPT", "WITH", "AS", "VALUES", "EXPLAIN", "EXPLAIN ANALYZE", "SHOW CATALOGS",
            "SHOW SCHEMAS", "SHOW TABLES", "SHOW COLUMNS FROM", "SHOW FUNCTIONS", "SHOW SESSION", "DESCRIBE", "USE", "SET SESSION", "RESET SESSION",
            "INTERVAL", "DATE", "TIMESTAMP", "EXTRACT", "COUNT", "SUM", "AVG", "MIN", "MAX");

    private final CompletableFuture<List<String>> names;

    NameCompleter(SqlSession session) {
        names = CompletableFuture.supplyAsync(session::names);
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String word = line.word().substring(0, Math.min(line.wordCursor(), line.word().length()));
        int start = word.lastIndexOf('(') + 1;
        String before = word.substring(0, start);
        String typed = word.substring(start).toLowerCase(Locale.ROOT);
        boolean upper = !typed.isEmpty() && Character.isUpperCase(word.charAt(start));
        for (String keyword : KEYWORDS) {
            if (keyword.toLowerCase(Locale.ROOT).startsWith(typed)) {
                candidates.add(candidate(before + (upper ? keyword : keyword.toLowerCase(Locale.ROOT)), "keyword"));
            }
        }
        if (names.isDone() && !names.isCompletedExceptionally()) {
            for (String name : names.join()) {
                if (name.startsWith(typed)) {
                    candidates.add(candidate(before + name, "name"));
                }
            }
        }
    }

    private static Candidate candidate(String text, String group) {
        return new Candidate(text, text, group, null, null, null, true);
    }
}
