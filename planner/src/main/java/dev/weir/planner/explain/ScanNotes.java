package dev.weir.planner.explain;

import dev.weir.exec.plan.TableName;
import java.util.List;

/// What an explained plan says of a scan beside what it does: what governs the table for who asks. Told by the table's
/// domain, since no planner knows.
@FunctionalInterface
public interface ScanNotes {
    ScanNotes NONE = (_, _) -> List.of();

    /// Phrases for the scan's line.
    ///
    /// @param columns that the scan reads
    List<String> of(TableName table, List<String> columns);
}
