package dev.weir.exec.policy;

import dev.weir.exec.expression.Expression;
import java.util.List;

/// What governs a scan. A plan made by a coordinator says {@link Unresolved}; the worker that runs the scan puts
/// {@link Open} or {@link Governed} in its place, from its own domain's policy and the query's user, whatever it was sent.
public sealed interface ScanAccess {
    /// The domain decides. Cannot be executed.
    record Unresolved() implements ScanAccess {}

    /// The domain says that no policy names this table.
    record Open() implements ScanAccess {}

    /// Rows and values that this user may see.
    ///
    /// @param columns   what the filter and the masks read: names of the table, in the positions their expressions use
    /// @param rowFilter over `columns`, raw values; null: all rows. NULL hides.
    /// @param masks     columns of the table that are replaced
    /// @param policies  names of the policies that apply, for explain and audit
    record Governed(
            List<dev.weir.exec.plan.PhysicalPlan.Scan.ScanColumn> columns, Expression rowFilter, List<ColumnMask> masks, List<String> policies)
            implements ScanAccess {
        public Governed {
            columns = List.copyOf(columns);
            masks = List.copyOf(masks);
            policies = List.copyOf(policies);
        }
    }

    /// Replaces column `name` by `value`, an expression over the governed access's `columns` with the column's type.
    ///
    /// @param kind as written in the policy, for explain
    record ColumnMask(String name, Expression value, String kind) {}
}
