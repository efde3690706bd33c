package dev.weir.coordinator.logictest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads logic tests (the format of SQLite's sqllogictest, answers a line a row as DataFusion writes them).
///
/// ```
/// # a comment
/// statement ok
/// set session search_path = 'local.tpch'
///
/// statement error TABLE_NOT_FOUND.*nothere
/// select * from nothere
///
/// skipif duckdb
/// query IT rowsort
/// select n_nationkey, n_name from nation where n_nationkey < 2
/// ----
/// 0 ALGERIA
/// 1 ARGENTINA
/// ```
/// A record ends at an empty line. NULL is `NULL`, an empty string `(empty)`, a line break `\n`.
public record LogicTestFile(String name, List<Part> parts) {
    /// Is a record, or lines between records that are kept when answers are filled in.
    sealed interface Part {
        record Text(List<String> lines) implements Part {}

        record Record(LogicTestRecord record, List<String> directives) implements Part {}
    }

    public LogicTestFile {
        parts = List.copyOf(parts);
    }

    public static LogicTestFile read(Path file) throws IOException {
        return parse(file.getFileName().toString(), Files.readAllLines(file));
    }

    static LogicTestFile parse(String name, List<String> lines) {
        List<Part> parts = new ArrayList<>();
        List<String> directives = new ArrayList<>();
        Set<String> skipped = new HashSet<>();
        Set<String> only = new HashSet<>();
        int at = 0;
        while (at < lines.size()) {
            String line = lines.get(at);
            String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "skipif" -> {
                    skipped.add(words[1]);
                    directives.add(line);
                    at++;
                }
                case "onlyif" -> {
                    only.add(words[1]);
                    directives.add(line);
                    at++;
                }
                case "statement", "query" -> {
                    int start = at + 1;
                    int end = start;
                    while (end < lines.size() && !lines.get(end).isBlank() && !lines.get(end).equals("----")) {
                        end++;
                    }
                    String sql = String.join("\n", lines.subList(start, end));
                    List<String> expected = new ArrayList<>();
                    if (end < lines.size() && lines.get(end).equals("----")) {
                        end++;
                        while (end < lines.size() && !lines.get(end).isBlank()) {
                            expected.add(lines.get(end++).stripTrailing());
                        }
                    }
                    parts.add(new Part.Record(record(name, line.strip(), words, sql, expected, skipped, only, at + 1), List.copyOf(directives)));
                    directives.clear();
                    skipped.clear();
                    only.clear();
                    at = end;
                }
                default -> {
                    if (!line.isBlank() && !line.startsWith("#")) {
                        throw new IllegalArgumentException(name + ":" + (at + 1) + ": neither a record nor a comment: " + line);
                    }
                    parts.add(new Part.Text(List.of(line)));
                    at++;
                }
            }
        }
        return new LogicTestFile(name, parts);
    }

    private static LogicTestRecord record(
            String name, String header, String[] words, String sql, List<String> expected, Set<String> skipped, Set<String> only, int line) {
        boolean statement = words[0].equals("statement");
        boolean fails = words.length > 1 && words[1].equals("error");
        boolean valid = statement ? fails || words.length == 2 && words[1].equals("ok") : fails || words.length > 1 && words[1].matches("[TIBDR]+");
        if (!valid || sql.isBlank()) {
            throw new IllegalArgumentException(name + ":" + line + ": no such record: " + header);
        }
        Optional<String> error = fails ? Optional.of(header.substring(header.indexOf("error") + 5).strip()) : Optional.empty();
        LogicTestRecord.Sort sort = words.length > 2 && words[2].equals("rowsort") ? LogicTestRecord.Sort.ROWSORT : LogicTestRecord.Sort.NOSORT;
        return new LogicTestRecord(
                statement ? LogicTestRecord.Kind.STATEMENT : LogicTestRecord.Kind.QUERY, statement || fails ? "" : words[1], sort, sql, error, expected,
                skipped, only, line, header);
    }
}
