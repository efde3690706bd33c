package dev.weir.worker.policy;

import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;

/// One state of the domain's policy. Immutable: a query takes one when its first task comes, and all of its scans in this
/// process are answered by it, however the policy changes meanwhile.
public interface PolicyVersion {
    /// Of all that decides: workers of a domain with equal digests answer alike. Never empty.
    String digest();

    /// Whether a policy names this table. A policy that could not be loaded answers true for what it last named, or for
    /// everything.
    boolean governs(TableName table);

    /// What this user may see of a table: {@link ScanAccess.Open} when no policy names it, else
    /// {@link ScanAccess.Governed}. Throws ACCESS_DENIED when nothing lets the user in and POLICY_UNAVAILABLE when the
    /// policy cannot be told; never answers less than the policy.
    ScanAccess access(String user, TableName table);
}
