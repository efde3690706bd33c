package dev.weir.worker.policy;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a user may know, before running anything, of what governs a table for him: names and kinds, no expression of the
/// policy and no data.
public sealed interface ScanContract {
    /// No policy names the table.
    record Open() implements ScanContract {}

    /// @param policies names of those that apply
    /// @param masks    of the columns that were asked for
    record Governed(List<String> policies, List<Mask> masks) implements ScanContract {
        public Governed {
            policies = List.copyOf(policies);
            masks = List.copyOf(masks);
        }
    }

    /// @param reason what running a scan would answer
    record Refused(QueryException reason) implements ScanContract {}

    record Mask(String column, String kind) {}

    /// @param columns whose masks are told
    static ScanContract of(PolicyVersion policy, String user, TableName table, List<String> columns) {
        ScanAccess access;
        try {
            access = policy.access(user, table);
        } catch (QueryException refused) {
            return new Refused(refused);
        }
        return switch (access) {
            case ScanAccess.Open _ -> new Open();
            case ScanAccess.Unresolved _ -> throw new IllegalStateException("a policy answered nothing for " + table);
            case ScanAccess.Governed governed -> {
                Set<String> asked = new HashSet<>();
                columns.forEach(column -> asked.add(column.toLowerCase(Locale.ROOT)));
                List<Mask> masks = new ArrayList<>();
                for (ScanAccess.ColumnMask mask : governed.masks()) {
                    if (asked.contains(mask.name().toLowerCase(Locale.ROOT))) {
                        masks.add(new Mask(mask.name(), mask.kind()));
                    }
                }
                yield new Governed(governed.policies(), masks);
            }
        };
    }
}
