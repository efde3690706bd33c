package dev.weir.coordinator.cli.format;

import java.io.PrintWriter;
import java.util.List;

/// A Markdown table, numbers to the right.
final class MarkdownPrinter implements RowPrinter {
    private final PrintWriter out;

    MarkdownPrinter(PrintWriter out, List<ResultColumn> columns) {
        this.out = out;
        StringBuilder names = new StringBuilder("|");
        StringBuilder rule = new StringBuilder("|");
        for (ResultColumn column : columns) {
            names.append(' ').append(escaped(column.name())).append(" |");
            rule.append(column.numeric() ? "---:|" : "---|");
        }
        out.println(names);
        out.println(rule);
    }

    @Override
    public void row(String[] values) {
        StringBuilder line = new StringBuilder("|");
        for (String value : values) {
            line.append(' ').append(value == null ? "NULL" : escaped(value)).append(" |");
        }
        out.println(line);
    }

    @Override
    public void finish() {}

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("\n", "<br>");
    }
}
