package dev.weir.bench.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Turns Weir's SQL into DuckDB's where the same words mean other things; what a setting can change is a setting.
///
/// | Weir | DuckDB | how |
/// |---|---|---|
/// | NULLs last in both directions | first or last by version | setting |
/// | `/` of whole numbers truncates | a double | setting |
/// | `concat`, `greatest`, `least` are NULL with a NULL | leave NULLs out | rewritten |
/// | `decimal / decimal`, `avg(decimal)` are decimals | doubles | compared within half a unit |
/// | `date + interval` is a date | a timestamp | queries cast it |
/// | `sum` of whole numbers is bigint, an overflow an error | hugeint | {@link Disagreement} |
/// | `varbinary` | `blob` | renamed |
/// | `truncate`, `day_of_week`, `day_of_year`, `to_hex` | `trunc`, `isodow`, `dayofyear`, `hex` | renamed |
final class Translation {
    /// Statements that a new DuckDB connection runs first.
    static final List<String> SETTINGS = List.of(
            "set default_null_order = 'nulls_last'", "set integer_division = true", "set TimeZone = 'UTC'", "set threads = 2");

    private static final Map<String, String> NAMES = Map.of(
            "varbinary", "blob", "truncate", "trunc", "day_of_week", "isodow", "day_of_year", "dayofyear", "to_hex", "hex");

    private Translation() {}

    static String toDuckDb(String sql) {
        return SqlTokens.join(translate(SqlTokens.of(sql)));
    }

    private static List<String> translate(List<String> tokens) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            boolean call = i + 1 < tokens.size() && tokens.get(i + 1).equals("(");
            if (call && (token.equals("concat") || token.equals("greatest") || token.equals("least"))) {
                int end = SqlTokens.closing(tokens, i + 1);
                List<List<String>> arguments = arguments(tokens.subList(i + 2, end));
                result.addAll(token.equals("concat") ? concatenation(arguments) : extreme(token, arguments));
                i = end;
            } else {
                result.add(NAMES.getOrDefault(token, token));
            }
        }
        return result;
    }

    /// The translated arguments of a call.
    private static List<List<String>> arguments(List<String> tokens) {
        List<List<String>> arguments = new ArrayList<>();
        int from = 0;
        int depth = 0;
        for (int i = 0; i <= tokens.size(); i++) {
            String token = i == tokens.size() ? "," : tokens.get(i);
            if (token.equals("(")) {
                depth++;
            } else if (token.equals(")")) {
                depth--;
            } else if (token.equals(",") && depth == 0) {
                arguments.add(translate(tokens.subList(from, i)));
                from = i + 1;
            }
        }
        return arguments;
    }

    private static List<String> concatenation(List<List<String>> arguments) {
        List<String> result = new ArrayList<>(List.of("("));
        for (int i = 0; i < arguments.size(); i++) {
            result.addAll(i == 0 ? List.of("(") : List.of("||", "("));
            result.addAll(arguments.get(i));
            result.add(")");
        }
        result.add(")");
        return result;
    }

    private static List<String> extreme(String name, List<List<String>> arguments) {
        List<String> result = new ArrayList<>(List.of("case", "when"));
        for (int i = 0; i < arguments.size(); i++) {
            result.addAll(i == 0 ? List.of("(") : List.of("or", "("));
            result.addAll(arguments.get(i));
            result.addAll(List.of(")", "is", "null"));
        }
        result.addAll(List.of("then", "null", "else", name, "("));
        for (int i = 0; i < arguments.size(); i++) {
            if (i > 0) {
                result.add(",");
            }
            result.addAll(arguments.get(i));
        }
        result.addAll(List.of(")", "end"));
        return result;
    }
}
