package dev.weir.coordinator.cli.format;

import java.io.PrintWriter;
import java.util.List;

/// One JSON object a line. Numbers and booleans are bare, except NaN and infinities, which JSON lacks.
final class JsonPrinter implements RowPrinter {
    private final PrintWriter out;
    private final List<ResultColumn> columns;
    private final String[] names;

    JsonPrinter(PrintWriter out, List<ResultColumn> columns) {
        this.out = out;
        this.columns = columns;
        this.names = new String[columns.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = quoted(columns.get(i).name());
        }
    }

    @Override
    public void row(String[] values) {
        StringBuilder line = new StringBuilder("{");
        for (int i = 0; i < values.length; i++) {
            line.append(i == 0 ? "" : ",").append(names[i]).append(':');
            String value = values[i];
            if (value == null) {
                line.append("null");
            } else if (columns.get(i).logical() || columns.get(i).numeric() && !value.startsWith("NaN") && !value.endsWith("Infinity")) {
                line.append(value);
            } else {
                line.append(quoted(value));
            }
        }
        out.print(line.append("}\n"));
    }

    @Override
    public void finish() {}

    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20) {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
