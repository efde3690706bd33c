package dev.weir.planner.physical;

import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.optimize.statistics.Defaults;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Rows and bytes that physical nodes are thought to give, by identity: beside the plan and not in it, because workers
/// do not need them.
public final class Estimates {
    private final Map<PhysicalPlan, Estimate> known = new IdentityHashMap<>();

    /// @param rowBytes  of a row
    /// @param partnered of a hash join: the share of the probe rows that have a partner; 1 where nothing is known
    public record Estimate(double rows, double rowBytes, double partnered) {
        public Estimate(double rows, double rowBytes) {
            this(rows, rowBytes, 1);
        }

        public double bytes() {
            return rows * rowBytes;
        }
    }

    public PhysicalPlan put(PhysicalPlan plan, Estimate estimate) {
        known.put(plan, estimate);
        return plan;
    }

    /// Bytes by the types of the node.
    public PhysicalPlan put(PhysicalPlan plan, double rows) {
        return put(plan, new Estimate(rows, rowBytes(plan.types())));
    }

    /// What was said of the node, else of its first child, else one row.
    public Estimate of(PhysicalPlan plan) {
        Estimate estimate = known.get(plan);
        if (estimate != null) {
            return estimate;
        }
        double rows = plan.children().isEmpty() ? 1 : of(plan.children().getLast()).rows();
        return new Estimate(rows, rowBytes(plan.types()));
    }

    public static double rowBytes(List<SqlType> types) {
        double bytes = 1;
        for (SqlType type : types) {
            bytes += Defaults.bytes(type);
        }
        return bytes;
    }
}
