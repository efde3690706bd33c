package dev.weir.coordinator.cli.format;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How results are printed.
public enum OutputFormat {
    ALIGNED, CSV, CSV_HEADER, TSV, TSV_HEADER, JSON, VERTICAL, MARKDOWN, NULL;

    /// Finds a format by its name in any case.
    public static OutputFormat named(String name) {
        for (OutputFormat format : values()) {
            if (format.name().equals(name.toUpperCase(Locale.ROOT).replace('-', '_'))) {
                return format;
            }
        }
        List<String> names = new ArrayList<>();
        for (OutputFormat format : values()) {
            names.add(format.name());
        }
        throw new IllegalArgumentException("unknown output format '" + name + "'; there are: " + String.join(", ", names));
    }

    /// @param width of the terminal in columns; 0 when there is none
    public RowPrinter printer(PrintWriter out, List<ResultColumn> columns, int width) {
        return switch (this) {
            case ALIGNED -> new AlignedPrinter(out, columns);
            case CSV -> new DelimitedPrinter(out, columns, DelimitedPrinter.Dialect.CSV, false);
            case CSV_HEADER -> new DelimitedPrinter(out, columns, DelimitedPrinter.Dialect.CSV, true);
            case TSV -> new DelimitedPrinter(out, columns, DelimitedPrinter.Dialect.TSV, false);
            case TSV_HEADER -> new DelimitedPrinter(out, columns, DelimitedPrinter.Dialect.TSV, true);
            case JSON -> new JsonPrinter(out, columns);
            case VERTICAL -> new VerticalPrinter(out, columns);
            case MARKDOWN -> new MarkdownPrinter(out, columns);
            case NULL -> new NullPrinter();
        };
    }
}
