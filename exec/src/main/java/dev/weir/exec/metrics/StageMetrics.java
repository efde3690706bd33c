package dev.weir.exec.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/// Counts what one thread did in one source, operator or sink. Plain fields: written by that thread alone, read by others
/// for progress only, who may see old values.
public final class StageMetrics implements Measured.Figures {
    final int node;
    final boolean emits;
    long rowsIn;
    long batchesIn;
    long bytesIn;
    long rowsOut;
    long batchesOut;
    long bytesOut;
    long wallNanos;
    long cpuNanos;
    long memory;
    private Map<String, Long> extras = Map.of();

    /// @param node  preorder number of the plan node
    /// @param emits whether what comes out here is the node's output; false for the sinks of breakers
    public StageMetrics(int node, boolean emits) {
        this.node = node;
        this.emits = emits;
    }

    public void in(int rows, long bytes) {
        rowsIn += rows;
        batchesIn++;
        bytesIn += bytes;
    }

    public void out(int rows, long bytes) {
        rowsOut += rows;
        batchesOut++;
        bytesOut += bytes;
    }

    public void wall(long nanos) {
        wallNanos += nanos;
    }

    public long wallNanos() {
        return wallNanos;
    }

    /// Sets the processor time so far.
    public void cpu(long nanos) {
        cpuNanos = nanos;
    }

    @Override
    public synchronized void add(String name, long value) {
        if (extras.isEmpty()) {
            extras = new LinkedHashMap<>();
        }
        extras.merge(name, value, Long::sum);
    }

    @Override
    public void memory(long bytes) {
        memory = Math.max(memory, bytes);
    }

    synchronized Map<String, Long> extras() {
        return extras.isEmpty() ? Map.of() : new LinkedHashMap<>(extras);
    }
}
