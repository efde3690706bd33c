package dev.weir.worker.policy;

import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts this domain's answer in place of whatever access the scans of a fragment carry: one user's, by one version of the
/// policy.
public final class AccessResolver {
    private final PolicyVersion policy;
    private final String user;
    private final Map<TableName, ScanAccess> known = new HashMap<>();
    private boolean scans;

    public AccessResolver(PolicyVersion policy, String user) {
        this.policy = policy;
        this.user = user;
    }

    /// The plan as the user may run it; throws when the user may not.
    public PhysicalPlan resolve(PhysicalPlan plan) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            scans = true;
            ScanAccess access = known.computeIfAbsent(scan.table(), table -> policy.access(user, table));
            return new PhysicalPlan.Scan(
                    scan.id(), scan.table(), scan.snapshot(), scan.columns(), scan.filter(), access, scan.runtimeFilters(), scan.estimatedRows());
        }
        List<PhysicalPlan> children = new ArrayList<>(plan.children().size());
        for (PhysicalPlan child : plan.children()) {
            children.add(resolve(child));
        }
        return plan.withChildren(children);
    }

    /// Whether anything that was resolved scans a table.
    public boolean scans() {
        return scans;
    }
}
