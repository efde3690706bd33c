package dev.weir.coordinator.logictest;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Is one record of a logic test file.
///
/// @param kind     what is run
/// @param types    one letter a column: T text, I whole number, B boolean (all exact), D decimal, R double; empty for statements
/// @param sort     how rows are compared
/// @param sql      the text
/// @param error    a regular expression that the failure's message has to hold; empty when it has to succeed
/// @param expected the answer, a line a row
/// @param skipped  engines that do not run it
/// @param only     engines that alone run it; all when empty
/// @param line     where it starts, from 1
/// @param header   the line that starts it, as written
public record LogicTestRecord(
        Kind kind, String types, Sort sort, String sql, Optional<String> error, List<String> expected, Set<String> skipped, Set<String> only,
        int line, String header) {
    public enum Kind {
        STATEMENT,
        QUERY
    }

    public enum Sort {
        /// As the query orders them.
        NOSORT,
        /// As a multiset.
        ROWSORT
    }

    public LogicTestRecord {
        expected = List.copyOf(expected);
        skipped = Set.copyOf(skipped);
        only = Set.copyOf(only);
    }

    boolean runsOn(String engine) {
        return !skipped.contains(engine) && (only.isEmpty() || only.contains(engine));
    }
}
