package dev.weir.worker.task;

import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Split;

/// Which tables and files a scan of this worker may name.
public interface TableDirectory {
    /// Throws when the scan's table or one of its columns is none of this domain's.
    void verify(PhysicalPlan.Scan scan);

    /// Throws when the split's file is not a file of the scan's table.
    void verify(PhysicalPlan.Scan scan, Split split);

    /// Tables that are not files; their source knows its own and has no splits.
    static TableDirectory withoutFiles() {
        return new TableDirectory() {
            @Override
            public void verify(PhysicalPlan.Scan scan) {
                // The table source refuses what it does not have.
            }

            @Override
            public void verify(PhysicalPlan.Scan scan, Split split) {
                throw PlanVerifier.refused("split of a table without files: " + split.path());
            }
        };
    }
}
