package dev.weir.bench.oracle;

import dev.weir.bench.suite.OrderKeys;
import dev.weir.bench.suite.QueryResult;
import dev.weir.bench.suite.ResultComparison;
import dev.weir.bench.suite.SqlEngine;
import dev.weir.exec.error.QueryException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// Says whether two engines contradict one another on a query.
///
/// They may differ in errors only so: an error that depends on which rows are looked at and in what order
/// ({@link #MAY_FAIL_ALONE}) may come from one alone, and DuckDB may refuse shapes that it does not have.
final class Disagreement {
    /// What one engine may meet and the other not: bigint against hugeint, digits of decimals, conditions that are tried in
    /// another order, rows that a LIMIT spares.
    static final Set<String> MAY_FAIL_ALONE = Set.of("NUMERIC_OVERFLOW", "DIVISION_BY_ZERO", "INVALID_CAST", "INVALID_ARGUMENT");

    private Disagreement() {}

    /// @param kind the same for failures of one cause, as far as that can be told
    record Finding(String kind, String text) {}

    /// What an engine did: a result, or an error's code.
    record Outcome(QueryResult result, String code, String message) {
        /// Whether the oracle gave up, over its size or its time.
        boolean isSkipped() {
            return code.equals(DuckDbOracle.TOO_LARGE);
        }

        static Outcome of(SqlEngine engine, String sql) {
            try {
                return new Outcome(engine.run(sql), "", "");
            } catch (SQLException e) {
                if (e.getCause() instanceof QueryException error) {
                    String trace = error.getCause() == null ? "" : " " + Arrays.stream(error.getCause().getStackTrace()).limit(6).toList();
                    return new Outcome(null, error.code().name(), error.getMessage() + trace);
                }
                boolean skipped = DuckDbOracle.TOO_LARGE.equals(e.getSQLState()) || String.valueOf(e.getMessage()).contains("INTERRUPT");
                return new Outcome(null, skipped ? DuckDbOracle.TOO_LARGE : "DUCKDB", String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                return new Outcome(null, "THROWN", e + " " + Arrays.stream(e.getStackTrace()).limit(6).toList());
            }
        }
    }

    static Optional<Finding> between(Outcome expected, Outcome actual, String sql) {
        if (actual.result() == null) {
            if (MAY_FAIL_ALONE.contains(actual.code()) || expected.result() == null && !actual.code().equals("INTERNAL") && !actual.code().equals("THROWN")) {
                return Optional.empty();
            }
            return Optional.of(new Finding(actual.code(), actual.code() + ": " + actual.message()));
        }
        if (expected.result() == null) {
            return Optional.empty();
        }
        OrderKeys order = OrderKeys.of(sql, expected.result().columns());
        return ResultComparison.difference(expected.result(), actual.result(), order.columns(), false).map(text -> new Finding("ROWS", text));
    }
}
