package dev.weir.bench.queries;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

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

    private static String read(String name) {
        try (InputStream in = TpchQueries.class.getResourceAsStream("tpch/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("no query " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().replaceAll(";$", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
