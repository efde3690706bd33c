package dev.weir.coordinator.query;

import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a domain tells a user of what governs one of its tables for him.
public sealed interface ScanContract {
    /// No policy names the table.
    record Open() implements ScanContract {}

    /// @param policies names of those that apply
    /// @param masks    kinds of mask by column
    record Governed(List<String> policies, Map<String, String> masks) implements ScanContract {
        public Governed {
            policies = List.copyOf(policies);
            masks = new TreeMap<>(masks);
        }
    }

    /// @param reason what running a scan would answer
    record Refused(QueryException reason) implements ScanContract {}

    /// The domain could not be asked.
    ///
    /// @param announced whether the table was governed when the domain could be
    record Unknown(QueryException reason, boolean announced) implements ScanContract {}

    /// Phrases for a plan; the same as those of measured scans.
    ///
    /// @param columns that are read
    default List<String> phrases(List<String> columns) {
        return switch (this) {
            case Open _ -> List.of();
            case Governed governed -> {
                List<String> phrases = new ArrayList<>();
                phrases.add("governed: " + (governed.policies.isEmpty() ? "no policy applies" : String.join(", ", governed.policies)));
                governed.masks.forEach((column, kind) -> {
                    if (columns.stream().anyMatch(column::equalsIgnoreCase)) {
                        phrases.add("masked: " + column + " " + kind);
                    }
                });
                yield phrases;
            }
            case Refused refused -> List.of("refused: " + refused.reason.code() + ": " + refused.reason.text());
            case Unknown unknown -> unknown.announced ? List.of("governed: not known by what, " + unknown.reason.code() + ": " + unknown.reason.text()) : List.of();
        };
    }
}
