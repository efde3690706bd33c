package dev.weir.planner.testing;

import dev.weir.exec.operator.join.KeyFilterCodec;
import dev.weir.exec.operator.join.KeyFilterUnion;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.FilterExchange;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Passes runtime filters from task to task of one process, through their wire form, as workers do.
public final class FilterPassing {
    private final DistributedPlan plan;
    private final Map<Integer, List<RuntimeFilters>> tasks = new HashMap<>();

    /// @param counts tasks by stage
    public FilterPassing(DistributedPlan plan, Map<Integer, Integer> counts) {
        this.plan = plan;
        counts.forEach((stage, count) -> {
            Map<Integer, Integer> parts = new HashMap<>();
            for (FilterExchange filter : plan.filters()) {
                if (filter.producer() == stage) {
                    parts.put(filter.filter(), filter.whole() ? 1 : count);
                }
            }
            List<RuntimeFilters> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(new RuntimeFilters(parts));
            }
            tasks.put(stage, all);
        });
        for (FilterExchange filter : plan.filters()) {
            for (int stage : filter.consumers()) {
                SqlType type = type(plan.fragment(stage).root(), filter.filter());
                List<RuntimeFilters> consumers = tasks.get(stage);
                for (int i = 0; i < consumers.size(); i++) {
                    List<RuntimeFilters> producers = tasks.get(filter.producer());
                    pass(filter.filter(), type, filter.whole() ? List.of(producers.get(i % producers.size())) : producers, consumers.get(i));
                }
            }
        }
    }

    public RuntimeFilters of(int stage, int task) {
        return tasks.get(stage).get(task);
    }

    /// A task that has ended makes no filters any more.
    public void ended(int stage, RuntimeFilters task) {
        for (FilterExchange filter : plan.filters()) {
            if (filter.producer() == stage) {
                task.publish(filter.filter(), null);
            }
        }
    }

    private static void pass(int id, SqlType type, List<RuntimeFilters> producers, RuntimeFilters consumer) {
        List<CompletableFuture<KeyFilter>> parts = new ArrayList<>();
        producers.forEach(producer -> parts.add(producer.get(id).thenApply(made -> made == null ? null : KeyFilterCodec.decode(KeyFilterCodec.encode(made), type))));
        CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)).whenComplete((_, failure) -> {
            if (failure != null) {
                throw new AssertionError(failure);
            }
            List<KeyFilter> made = new ArrayList<>();
            parts.forEach(part -> made.add(part.join()));
            consumer.publish(id, KeyFilterUnion.of(made));
        });
    }

    private static SqlType type(PhysicalPlan plan, int filter) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            for (RuntimeFilter narrowed : scan.runtimeFilters()) {
                if (narrowed.id() == filter) {
                    return scan.columns().get(narrowed.column()).type();
                }
            }
        }
        for (PhysicalPlan child : plan.children()) {
            SqlType found = type(child, filter);
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
