package dev.weir.worker.task;

import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.policy.ScanAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes out of a task's metrics what would tell of hidden rows: of a governed scan only the rows that left it stay, with
/// the names of the policies and the kinds of masks that applied. Memory and bytes of the operators above it, and all
/// figures of the task as a whole, contain dictionaries with hidden values, so they go, too.
final class GovernedFigures {
    private final Map<Integer, Map<String, Long>> governed = new HashMap<>();

    /// @param root of the fragment, its accesses resolved
    GovernedFigures(PhysicalPlan root) {
        number(root, 0);
    }

    /// Whether a scan of the fragment is governed.
    boolean any() {
        return !governed.isEmpty();
    }

    /// @param asRead whether the task handles rows of a governed scan, its own or another task's of this process, as they
    ///               were read
    TaskMetrics redact(TaskMetrics metrics, boolean asRead) {
        if (!asRead) {
            return metrics;
        }
        List<OperatorMetrics> operators = new ArrayList<>(metrics.operators().size());
        for (OperatorMetrics operator : metrics.operators()) {
            Map<String, Long> policies = governed.get(operator.node());
            operators.add(policies == null ? withoutSizes(operator) : new OperatorMetrics(
                    operator.node(), operator.depth(), operator.name(), 0, 0, 0, operator.rowsOut(), 0, 0, 1, 0, 0, 0, policies));
        }
        return new TaskMetrics(operators, 0, 0, 0);
    }

    /// Bytes and batches follow dictionaries and windows of the scan, not the rows that left it; so does what went to disk.
    private static OperatorMetrics withoutSizes(OperatorMetrics operator) {
        Map<String, Long> extras = new LinkedHashMap<>(operator.extras());
        extras.keySet().removeIf(name -> name.startsWith("spilled") || name.endsWith(" bytes"));
        return new OperatorMetrics(
                operator.node(), operator.depth(), operator.name(), operator.rowsIn(), 0, 0, operator.rowsOut(), 0, 0, operator.drivers(), operator.wallNanos(),
                operator.cpuNanos(), 0, extras);
    }

    /// What applied, as names with a colon, which have no figure.
    private static Map<String, Long> named(ScanAccess.Governed access) {
        Map<String, Long> named = new LinkedHashMap<>();
        named.put("governed: " + (access.policies().isEmpty() ? "no policy applies" : String.join(", ", access.policies())), 0L);
        for (ScanAccess.ColumnMask mask : access.masks()) {
            named.put("masked: " + mask.name() + " " + mask.kind(), 0L);
        }
        return named;
    }

    /// Numbers nodes in preorder, as metrics do; answers the next number.
    private int number(PhysicalPlan plan, int node) {
        if (plan instanceof PhysicalPlan.Scan scan && scan.access() instanceof ScanAccess.Governed access) {
            governed.put(node, named(access));
        }
        int next = node + 1;
        for (PhysicalPlan child : plan.children()) {
            next = number(child, next);
        }
        return next;
    }
}
