package dev.weir.exec.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What one plan node did, over all threads of a task.
///
/// @param node       preorder number in the fragment
/// @param depth      below the root
/// @param name       the plan record's name: `HashJoin`
/// @param rowsIn     of all inputs; for scans 0
/// @param bytesIn    fixed parts only, as bytesOut: values, codes and views, without shared dictionaries and strings
/// @param drivers    threads that took part
/// @param wallNanos  summed over threads
/// @param cpuNanos   summed over threads, by share of wall time within a quantum
/// @param peakMemory bytes that the node itself held, where it says so
/// @param extras     named figures: pruned row groups, rows that a runtime filter dropped, bytes spilled
public record OperatorMetrics(
        int node, int depth, String name, long rowsIn, long batchesIn, long bytesIn, long rowsOut, long batchesOut, long bytesOut,
        int drivers, long wallNanos, long cpuNanos, long peakMemory, Map<String, Long> extras) {
    public OperatorMetrics {
        extras = Collections.unmodifiableMap(new LinkedHashMap<>(extras));
    }

    /// The same with more named figures.
    public OperatorMetrics with(Map<String, Long> figures) {
        Map<String, Long> all = new LinkedHashMap<>(extras);
        all.putAll(figures);
        return new OperatorMetrics(
                node, depth, name, rowsIn, batchesIn, bytesIn, rowsOut, batchesOut, bytesOut, drivers, wallNanos, cpuNanos, peakMemory, all);
    }

    /// Adds up the same node of another task.
    public OperatorMetrics plus(OperatorMetrics other) {
        Map<String, Long> sum = new LinkedHashMap<>(extras);
        other.extras.forEach((key, value) -> sum.merge(key, value, Long::sum));
        return new OperatorMetrics(
                node, depth, name, rowsIn + other.rowsIn, batchesIn + other.batchesIn, bytesIn + other.bytesIn,
                rowsOut + other.rowsOut, batchesOut + other.batchesOut, bytesOut + other.bytesOut, drivers + other.drivers,
                wallNanos + other.wallNanos, cpuNanos + other.cpuNanos, peakMemory + other.peakMemory, sum);
    }
}
