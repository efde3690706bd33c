package dev.weir.coordinator.cli.format;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/// A table with aligned columns. Widths come from the first rows; a longer value later pushes its line, it is never cut.
final class AlignedPrinter implements RowPrinter {
    private static final int MEASURED_ROWS = 2000;

    private final PrintWriter out;
    private final List<ResultColumn> columns;
    private final List<String[]> held = new ArrayList<>();
    private int[] widths;

    AlignedPrinter(PrintWriter out, List<ResultColumn> columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public void row(String[] values) {
        String[] shown = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            shown[i] = values[i] == null ? "NULL" : values[i].replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
        }
        if (widths == null) {
            held.add(shown);
            if (held.size() == MEASURED_ROWS) {
                printHeld();
            }
        } else {
            print(shown);
        }
    }

    @Override
    public void finish() {
        if (widths == null) {
            printHeld();
        }
    }

    private void printHeld() {
        widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = TextWidth.of(columns.get(i).name());
            for (String[] row : held) {
                widths[i] = Math.max(widths[i], TextWidth.of(row[i]));
            }
        }
        StringBuilder names = new StringBuilder();
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String name = columns.get(i).name();
            names.append(i == 0 ? " " : " | ").append(columns.get(i).numeric() ? TextWidth.padLeft(name, widths[i]) : TextWidth.padRight(name, widths[i]));
            rule.append(i == 0 ? "-" : "+-").append("-".repeat(widths[i] + 1));
        }
        out.println(names.toString().stripTrailing());
        out.println(rule);
        for (String[] row : held) {
            print(row);
        }
        held.clear();
    }

    private void print(String[] row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            line.append(i == 0 ? " " : " | ").append(columns.get(i).numeric() ? TextWidth.padLeft(row[i], widths[i]) : TextWidth.padRight(row[i], widths[i]));
        }
        out.println(line.toString().stripTrailing());
    }
}
