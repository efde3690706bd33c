package dev.weir.bench.queries;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The 22 queries of TPC-H with the specification's validation parameters; Q15 in two forms, with column names in the WITH
/// list (`q15`) and with aliases (`q15_with`).
public final class TpchQueries {
    private TpchQueries() {}

    /// All queries by name in order. Q11's fraction is the specification's 0.0001 / SF.
    public static Map<String, String> all(double scale) {
        Map<String, String> queries = new LinkedHashMap<>();
        for (int number = 1; number <= 22; number++) {
            String name = String.format("q%02d", number);
            String text = read(name);
            if (number == 11) {
                text = text.replace("0.0001", BigDecimal.valueOf(0.0001).divide(BigDecimal.valueOf(scale), 10, RoundingMode.HALF_UP).toPlainString());
            }
            queries.put(name, text);
            if (number == 15) {
                queries.put("q15_with", read("q15_with"));
            }
        }
        return queries;
    }

    /// What DuckDB is asked for the least that a query has to move between domains: rows of border, side, number of rows and
    /// bytes. Empty for a query whose tables are all of one domain.
    public static Optional<String> borderBytes(String query) {
        return text("border-bytes/" + query.substring(0, 3) + ".sql");
    }

    /// What the statements answer at scale factor 1, as CSV.
    public static String borderBytesAtScaleOne() {
        return text("border-bytes.csv").orElseThrow();
    }

    private static String read(String name) {
        return text(name + ".sql").orElseThrow(() -> new IllegalStateException("no query " + name));
    }

    private static Optional<String> text(String file) {
        try (InputStream in = TpchQueries.class.getResourceAsStream("tpch/" + file)) {
            return in == null ? Optional.empty() : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().replaceAll(";$", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
