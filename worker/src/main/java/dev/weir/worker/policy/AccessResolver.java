package dev.weir.worker.policy;

import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts this domain's answer in place of whatever access the scans of a fragment carry.
public final class AccessResolver {
    private final PolicySource policies;

    public AccessResolver(PolicySource policies) {
        this.policies = policies;
    }

    /// The plan as this user may run it; throws when the user may not.
    public PhysicalPlan resolve(PhysicalPlan plan, String user) {
        return resolve(plan, user, new HashMap<>());
    }

    private PhysicalPlan resolve(PhysicalPlan plan, String user, Map<TableName, ScanAccess> known) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            ScanAccess access = known.computeIfAbsent(scan.table(), table -> policies.access(user, table));
            return new PhysicalPlan.Scan(
                    scan.id(), scan.table(), scan.snapshot(), scan.columns(), scan.filter(), access, scan.runtimeFilters(), scan.estimatedRows());
        }
        List<PhysicalPlan> children = new ArrayList<>(plan.children().size());
        for (PhysicalPlan child : plan.children()) {
            children.add(resolve(child, user, known));
        }
        return plan.withChildren(children);
    }
}
