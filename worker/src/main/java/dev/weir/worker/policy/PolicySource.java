package dev.weir.worker.policy;

import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;

/// The domain's own policy, bound. Fed from outside of this module, in the domain's own process; no request can change or
/// name one.
public interface PolicySource {
    /// Whether a policy names this table. A source that could not be loaded answers true for what it last named, or for
    /// everything.
    boolean governs(TableName table);

    /// What this user may see of a table: {@link ScanAccess.Open} when no policy names it, else
    /// {@link ScanAccess.Governed}. Throws ACCESS_DENIED when nothing lets the user in and POLICY_UNAVAILABLE when the
    /// policy cannot be told; never answers less than the policy.
    ScanAccess access(String user, TableName table);

    /// A domain without policies: every table is open.
    static PolicySource none() {
        return new PolicySource() {
            @Override
            public boolean governs(TableName table) {
                return false;
            }

            @Override
            public ScanAccess access(String user, TableName table) {
                return new ScanAccess.Open();
            }
        };
    }
}
