package dev.weir.coordinator.cli.format;

import java.io.PrintWriter;
import java.util.List;

/// A line a value, for rows too wide for the screen.
final class VerticalPrinter implements RowPrinter {
    private final PrintWriter out;
    private final List<ResultColumn> columns;
    private final int nameWidth;
    private long row;

    VerticalPrinter(PrintWriter out, List<ResultColumn> columns) {
        this.out = out;
        this.columns = columns;
        int widest = 0;
        for (ResultColumn column : columns) {
            widest = Math.max(widest, TextWidth.of(column.name()));
        }
        this.nameWidth = widest;
    }

    @Override
    public void row(String[] values) {
        out.println("-[ RECORD " + ++row + " ]-" + "-".repeat(Math.max(0, nameWidth - 10)));
        for (int i = 0; i < values.length; i++) {
            out.println(TextWidth.padRight(columns.get(i).name(), nameWidth) + " | " + (values[i] == null ? "NULL" : values[i]));
        }
    }

    @Override
    public void finish() {}
}
