package dev.weir.worker.policy;

import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;

/// The domain's own policy, bound. Fed from outside of this module, in the domain's own process; no request can change or
/// name one.
@FunctionalInterface
public interface PolicySource {
    /// The policy as it is now.
    PolicyVersion current();

    /// A domain without policies: every table is open.
    static PolicySource none() {
        return () -> Open.VERSION;
    }

    /// What a domain without policies enforces.
    final class Open implements PolicyVersion {
        /// Digest of no policy at all.
        public static final String DIGEST = "none";
        private static final Open VERSION = new Open();

        private Open() {}

        @Override
        public String digest() {
            return DIGEST;
        }

        @Override
        public boolean governs(TableName table) {
            return false;
        }

        @Override
        public ScanAccess access(String user, TableName table) {
            return new ScanAccess.Open();
        }
    }
}
