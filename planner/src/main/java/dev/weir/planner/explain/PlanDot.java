package dev.weir.planner.explain;

import java.util.List;

/// Prints descriptions for Graphviz: a box an operator, arrows in the direction of the rows.
public final class PlanDot {
    private final StringBuilder text = new StringBuilder("digraph plan {\n  rankdir=BT;\n  node [shape=box, fontname=\"monospace\"];\n");
    private int next;

    private PlanDot() {}

    public static String of(List<PlanNode> nodes) {
        PlanDot dot = new PlanDot();
        nodes.forEach(dot::draw);
        return dot.text.append("}\n").toString();
    }

    private int draw(PlanNode node) {
        int id = next++;
        StringBuilder label = new StringBuilder(node.operator());
        node.details().forEach(detail -> label.append('\n').append(detail));
        if (!Double.isNaN(node.rows())) {
            label.append("\nest ").append(PlanText.count(node.rows())).append(" rows");
        }
        if (!node.measured().isEmpty()) {
            label.append('\n').append(node.measured());
        }
        text.append("  n").append(id).append(" [label=\"").append(label.toString().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n")).append("\"];\n");
        for (PlanNode child : node.children()) {
            text.append("  n").append(draw(child)).append(" -> n").append(id).append(";\n");
        }
        return id;
    }
}
