package dev.weir.worker.task;

import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.policy.ScanAccess;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// Takes out of a task's metrics what would tell of hidden rows: of a governed scan only the rows that left it stay.
final class GovernedFigures {
    private final BitSet governed = new BitSet();

    /// @param root of the fragment, its accesses resolved
    GovernedFigures(PhysicalPlan root) {
        number(root, 0);
    }

    TaskMetrics redact(TaskMetrics metrics) {
        if (governed.isEmpty()) {
            return metrics;
        }
        List<OperatorMetrics> operators = new ArrayList<>(metrics.operators().size());
        for (OperatorMetrics operator : metrics.operators()) {
            operators.add(!governed.get(operator.node()) ? operator : new OperatorMetrics(
                    operator.node(), operator.depth(), operator.name(), 0, 0, 0, operator.rowsOut(), 0, 0, operator.drivers(), 0, 0, 0, Map.of()));
        }
        return new TaskMetrics(operators, metrics.wallNanos(), metrics.cpuNanos(), metrics.peakMemory());
    }

    /// Numbers nodes in preorder, as metrics do; answers the next number.
    private int number(PhysicalPlan plan, int node) {
        if (plan instanceof PhysicalPlan.Scan scan && scan.access() instanceof ScanAccess.Governed) {
            governed.set(node);
        }
        int next = node + 1;
        for (PhysicalPlan child : plan.children()) {
            next = number(child, next);
        }
        return next;
    }
}
