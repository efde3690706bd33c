package dev.weir.worker.policy;

import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;

/// The domain's own policy, bound. Fed from outside of this module, in the domain's own process; no request can change or
/// name one.
public interface PolicySource {
    /// Whether a policy names this table. A source that could not be loaded answers true for what it last named, or for
    /// everything.
    boolean governs(TableName table);

    /// What this user may see of a governed table. Throws ACCESS_DENIED when nothing lets the user in and
    /// POLICY_UNAVAILABLE when the policy cannot be told; never answers less than the policy.
    ScanAccess.Governed access(String user, TableName table);

    /// Changes whenever what it answers may change; part of the catalog's digest.
    String version();

    /// A domain without policies: every table is open.
    static PolicySource none() {
        return new PolicySource() {
            @Override
            public boolean governs(TableName table) {
                return false;
            }

            @Override
            public ScanAccess.Governed access(String user, TableName table) {
                throw new IllegalStateException("no policy names " + table);
            }

            @Override
            public String version() {
                return "";
            }
        };
    }
}
