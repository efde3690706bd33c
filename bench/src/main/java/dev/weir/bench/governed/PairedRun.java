package dev.weir.bench.governed;

import dev.weir.bench.suite.OrderKeys;
import dev.weir.bench.suite.QueryResult;
import dev.weir.bench.suite.ResultComparison;
import dev.weir.bench.suite.SqlEngine;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Asks two engines, or two users of one, one question each in turn, so that whatever else the machine does hits both.
///
/// @param ratios    of each pair, the first one's time by the second one's
/// @param millis    median of the first and of the second
/// @param cpuNanos  processor time of the servers in all runs of the first and of the second
/// @param problem   how the answers differ; empty when they do not
public record PairedRun(double[] ratios, double[] millis, long[] cpuNanos, String problem) {
    /// @param pairs  counted; who goes first alternates
    /// @param warmUp pairs before them
    /// @param cpu    processor time of the servers so far, in nanoseconds
    public static PairedRun of(SqlEngine first, String firstSql, SqlEngine second, String secondSql, int pairs, int warmUp, LongSupplier cpu) throws SQLException {
        SqlEngine[] engines = {first, second};
        String[] texts = {firstSql, secondSql};
        double[][] nanos = new double[2][pairs];
        long[] spent = new long[2];
        QueryResult[] results = new QueryResult[2];
        for (int pair = -warmUp; pair < pairs; pair++) {
            for (int turn = 0; turn < 2; turn++) {
                int who = (pair + turn) & 1;
                long before = cpu.getAsLong();
                results[who] = engines[who].run(texts[who]);
                if (pair >= 0) {
                    nanos[who][pair] = results[who].nanos();
                    spent[who] += cpu.getAsLong() - before;
                }
            }
        }
        OrderKeys order = OrderKeys.of(firstSql, results[0].columns());
        Optional<String> difference = ResultComparison.difference(results[1], results[0], order.columns(), order.limited());
        double[] ratios = new double[pairs];
        for (int pair = 0; pair < pairs; pair++) {
            ratios[pair] = nanos[0][pair] / nanos[1][pair];
        }
        return new PairedRun(ratios, new double[] {MedianInterval.of(nanos[0]).median() / 1e6, MedianInterval.of(nanos[1]).median() / 1e6}, spent, difference.orElse(""));
    }

    public MedianInterval interval() {
        return MedianInterval.of(ratios);
    }

    public double cpuRatio() {
        return (double) cpuNanos[0] / cpuNanos[1];
    }
}
