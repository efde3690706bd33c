package dev.weir.coordinator.cli.format;

import java.io.PrintWriter;
import java.util.List;

/// CSV as RFC 4180 (quotes where needed; NULL is empty, the empty string is `""`), or TSV with backslash escapes (NULL is `\N`).
final class DelimitedPrinter implements RowPrinter {
    enum Dialect { CSV, TSV }

    private final PrintWriter out;
    private final Dialect dialect;

    DelimitedPrinter(PrintWriter out, List<ResultColumn> columns, Dialect dialect, boolean header) {
        this.out = out;
        this.dialect = dialect;
        if (header) {
            String[] names = new String[columns.size()];
            for (int i = 0; i < names.length; i++) {
                names[i] = columns.get(i).name();
            }
            row(names);
        }
    }

    @Override
    public void row(String[] values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                out.print(dialect == Dialect.CSV ? ',' : '\t');
            }
            out.print(dialect == Dialect.CSV ? csv(values[i]) : tsv(values[i]));
        }
        out.print('\n');
    }

    @Override
    public void finish() {}

    private static String csv(String value) {
        if (value == null) {
            return "";
        }
        boolean quote = value.isEmpty();
        for (int i = 0; i < value.length() && !quote; i++) {
            char c = value.charAt(i);
            quote = c == ',' || c == '"' || c == '\n' || c == '\r';
        }
        return quote ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }

    private static String tsv(String value) {
        return value == null ? "\\N" : value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
    }
}
