package dev.weir.planner.explain;

import java.util.Locale;

/// Prints a description one line an operator, indented.
public final class PlanText {
    private PlanText() {}

    public static String of(PlanNode node) {
        StringBuilder text = new StringBuilder();
        print(node, 0, text);
        return text.toString();
    }

    static void print(PlanNode node, int depth, StringBuilder text) {
        text.append("  ".repeat(depth)).append(node.operator());
        for (int i = 0; i < node.details().size(); i++) {
            text.append(i == 0 ? " " : " | ").append(node.details().get(i));
        }
        if (!Double.isNaN(node.rows())) {
            text.append(" | est ").append(count(node.rows())).append(" rows");
        }
        if (!node.measured().isEmpty()) {
            text.append(" | ").append(node.measured());
        }
        text.append('\n');
        for (PlanNode child : node.children()) {
            print(child, depth + 1, text);
        }
    }

    /// `950`, `12.3K`, `1.2M`.
    public static String count(double value) {
        double rounded = Math.ceil(value);
        if (rounded < 10_000) {
            return String.valueOf((long) rounded);
        }
        String[] units = {"K", "M", "G", "T", "P", "E"};
        double scaled = rounded / 1000;
        int unit = 0;
        while (scaled >= 999.5 && unit < units.length - 1) {
            scaled /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, scaled < 99.95 ? "%.1f%s" : "%.0f%s", scaled, units[unit]);
    }
}
