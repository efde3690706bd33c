package dev.weir.exec.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Holds the counters of all threads of a task and adds them up when somebody asks. Threads count without synchronising.
public final class MetricsCollector {
    private final List<String> names = new ArrayList<>();
    private final List<Integer> depths = new ArrayList<>();
    private final List<StageMetrics> stages = new ArrayList<>();
    private final List<StageMetrics> shared = new ArrayList<>();
    private final long start = System.nanoTime();
    private long end;

    /// Adds the next plan node in preorder.
    public synchronized void node(String name, int depth) {
        names.add(name);
        depths.add(depth);
    }

    /// A counter for one thread; `emits` as in {@link StageMetrics}.
    public synchronized StageMetrics stage(int node, boolean emits) {
        StageMetrics stage = new StageMetrics(node, emits);
        stages.add(stage);
        return stage;
    }

    /// Takes what the threads of a node share and no thread alone can tell.
    public synchronized Measured.Figures shared(int node) {
        StageMetrics figures = new StageMetrics(node, false);
        shared.add(figures);
        return figures;
    }

    /// Stops the clock.
    public synchronized void finish() {
        if (end == 0) {
            end = System.nanoTime();
        }
    }

    public synchronized TaskMetrics collect(long peakMemory) {
        int nodes = names.size();
        List<OperatorMetrics> operators = new ArrayList<>(nodes);
        long cpu = 0;
        for (int node = 0; node < nodes; node++) {
            long[] sums = new long[9];
            int drivers = 0;
            Map<String, Long> extras = new LinkedHashMap<>();
            for (StageMetrics stage : stages) {
                if (stage.node == node) {
                    sums[0] += stage.rowsIn;
                    sums[1] += stage.batchesIn;
                    sums[2] += stage.bytesIn;
                    if (stage.emits) {
                        sums[3] += stage.rowsOut;
                        sums[4] += stage.batchesOut;
                        sums[5] += stage.bytesOut;
                    }
                    sums[6] += stage.wallNanos;
                    sums[7] += stage.cpuNanos;
                    sums[8] += stage.memory;
                    drivers++;
                    stage.extras().forEach((key, value) -> extras.merge(key, value, Long::sum));
                }
            }
            for (StageMetrics figures : shared) {
                if (figures.node == node) {
                    sums[8] += figures.memory;
                    figures.extras().forEach((key, value) -> extras.merge(key, value, Long::sum));
                }
            }
            cpu += sums[7];
            operators.add(new OperatorMetrics(
                    node, depths.get(node), names.get(node), sums[0], sums[1], sums[2], sums[3], sums[4], sums[5],
                    drivers, sums[6], sums[7], sums[8], extras));
        }
        return new TaskMetrics(operators, (end == 0 ? System.nanoTime() : end) - start, cpu, peakMemory);
    }
}
