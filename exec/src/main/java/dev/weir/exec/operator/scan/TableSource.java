package dev.weir.exec.operator.scan;

import dev.weir.exec.operator.SourceFactory;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Split;
import java.util.List;

/// Makes the source of a scan: implemented by files, and by system tables on the coordinator.
public interface TableSource {
    /// @param scan   its access is {@link dev.weir.exec.policy.ScanAccess.Open} or {@link dev.weir.exec.policy.ScanAccess.Governed}
    /// @param splits what this task reads; system tables have none
    SourceFactory open(PhysicalPlan.Scan scan, List<Split> splits, TaskContext context);
}
