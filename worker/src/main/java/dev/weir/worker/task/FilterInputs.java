package dev.weir.worker.task;

import com.google.protobuf.ByteString;
import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.exec.operator.join.KeyFilterUnion;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.type.SqlType;
import dev.weir.worker.exchange.Exchange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.arrow.memory.BufferAllocator;

/// The runtime filters that a task takes from tasks elsewhere: reads all parts of each and publishes what they make
/// together. A part that does not come leaves the task without that filter, and never fails it.
final class FilterInputs {
    private final List<FilterReader> readers = new ArrayList<>();
    /// The stage that makes what the reader at the same place reads.
    private final List<Integer> stages = new ArrayList<>();

    private FilterInputs() {}

    static FilterInputs open(
            TaskSpec spec, PhysicalPlan root, RuntimeFilters filters, Exchange exchange, ByteString key, BufferAllocator allocator, Executor executor) {
        FilterInputs inputs = new FilterInputs();
        Map<Integer, SqlType> types = types(root);
        for (TaskSpec.FilterInput input : spec.filterInputs()) {
            List<CompletableFuture<KeyFilter>> parts = new ArrayList<>();
            for (TaskSpec.FilterPart part : input.parts()) {
                FilterReader reader = new FilterReader(
                        exchange.openFilter(part.task(), input.filter(), part.partition(), key, allocator), types.get(input.filter()), allocator, executor);
                inputs.readers.add(reader);
                inputs.stages.add(part.task().task().stage());
                parts.add(reader.filter());
            }
            CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).whenComplete((_, _) -> publish(filters, input.filter(), parts));
        }
        inputs.readers.forEach(FilterReader::wake);
        return inputs;
    }

    /// By filter id, the type of the column that it narrows.
    static Map<Integer, SqlType> types(PhysicalPlan root) {
        Map<Integer, SqlType> types = new HashMap<>();
        collect(root, types);
        return types;
    }

    private static void collect(PhysicalPlan plan, Map<Integer, SqlType> types) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            for (RuntimeFilter filter : scan.runtimeFilters()) {
                types.put(filter.id(), scan.columns().get(filter.column()).type());
            }
        }
        for (PhysicalPlan child : plan.children()) {
            collect(child, types);
        }
    }

    private static void publish(RuntimeFilters filters, int id, List<CompletableFuture<KeyFilter>> parts) {
        List<KeyFilter> made = new ArrayList<>(parts.size());
        for (CompletableFuture<KeyFilter> part : parts) {
            made.add(part.join());
        }
        KeyFilter all;
        try {
            all = KeyFilterUnion.of(made);
        } catch (RuntimeException unlike) {
            all = null;
        }
        filters.publish(id, all);
    }

    /// Tells at the fragment's root what came from other processes: a filter may narrow several scans.
    TaskMetrics measured(TaskMetrics metrics) {
        Map<String, Long> figures = new LinkedHashMap<>();
        for (int i = 0; i < readers.size(); i++) {
            long bytes = readers.get(i).networkBytes();
            if (bytes > 0) {
                figures.merge("filters of stage " + stages.get(i) + " bytes", bytes, Long::sum);
            }
        }
        if (figures.isEmpty() || metrics.operators().isEmpty()) {
            return metrics;
        }
        List<OperatorMetrics> operators = new ArrayList<>(metrics.operators());
        operators.set(0, operators.getFirst().with(figures));
        return new TaskMetrics(operators, metrics.wallNanos(), metrics.cpuNanos(), metrics.peakMemory());
    }

    void close() {
        readers.forEach(FilterReader::close);
    }
}
