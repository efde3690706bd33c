package dev.weir.bench.suite;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Runs each query alternately on the engines, so that a change in the machine's speed hits all of them, and compares every
/// answer with that of the reference.
public final class SuiteRunner {
    private final List<SqlEngine> engines;
    private final SqlEngine reference;
    private final int runs;
    private final PrintStream log;

    /// @param engines   timed, in this order within a round
    /// @param reference answers that count as right; may be one of the engines
    /// @param runs      counted rounds a query, after one that is not
    public SuiteRunner(List<SqlEngine> engines, SqlEngine reference, int runs, PrintStream log) {
        this.engines = List.copyOf(engines);
        this.reference = reference;
        this.runs = runs;
        this.log = log;
    }

    /// The times by engine name, queries in order.
    public Map<String, List<QueryTimes>> run(Map<String, String> queries) {
        Map<String, List<QueryTimes>> all = new LinkedHashMap<>();
        for (SqlEngine engine : engines) {
            all.put(engine.name(), new ArrayList<>());
        }
        for (Map.Entry<String, String> query : queries.entrySet()) {
            StringBuilder line = new StringBuilder(String.format("%-9s", query.getKey()));
            List<QueryTimes> round = runOne(query.getKey(), query.getValue());
            for (int i = 0; i < engines.size(); i++) {
                String engine = engines.get(i).name();
                QueryTimes times = round.get(i);
                all.get(engine).add(times);
                line.append(String.format(Locale.ROOT, "  %s %9.1f ms%s", engine, times.medianMillis(), times.problem().isEmpty() ? "" : "  WRONG: " + times.problem()));
            }
            log.println(line);
        }
        return all;
    }

    private List<QueryTimes> runOne(String name, String sql) {
        String[] problems = new String[engines.size()];
        List<List<Long>> nanos = new ArrayList<>();
        QueryResult expected;
        try {
            expected = reference.run(sql);
        } catch (Exception e) {
            throw new IllegalStateException("the reference " + reference.name() + " fails at " + name + ": " + e.getMessage(), e);
        }
        OrderKeys order = OrderKeys.of(sql, expected.columns());
        for (int i = 0; i < engines.size(); i++) {
            nanos.add(new ArrayList<>());
            problems[i] = "";
        }
        for (int round = 0; round <= runs; round++) {
            for (int i = 0; i < engines.size(); i++) {
                if (!problems[i].isEmpty()) {
                    continue;
                }
                try {
                    QueryResult result = engines.get(i).run(sql);
                    if (round > 0 || runs == 0) {
                        nanos.get(i).add(result.nanos());
                    }
                    if (engines.get(i) != reference) {
                        Optional<String> difference = ResultComparison.difference(expected, result, order.columns(), order.limited());
                        problems[i] = difference.orElse("");
                    }
                } catch (Exception e) {
                    problems[i] = String.valueOf(e.getMessage()).lines().findFirst().orElse("?");
                }
            }
        }
        List<QueryTimes> times = new ArrayList<>();
        for (int i = 0; i < engines.size(); i++) {
            times.add(new QueryTimes(name, nanos.get(i), problems[i]));
        }
        return times;
    }
}
