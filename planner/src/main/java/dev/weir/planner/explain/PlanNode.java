package dev.weir.planner.explain;

import java.util.List;

/// One line of an explained plan.
///
/// @param operator such as `Join inner`
/// @param details  what it works on, each a phrase; never a value that a policy hides
/// @param rows     estimated; NaN when nothing was estimated
/// @param measured metrics, empty without ANALYZE
public record PlanNode(String operator, List<String> details, double rows, String measured, List<PlanNode> children) {
    public PlanNode {
        details = List.copyOf(details);
        children = List.copyOf(children);
    }
}
