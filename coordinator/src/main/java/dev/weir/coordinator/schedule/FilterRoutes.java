package dev.weir.coordinator.schedule;

import dev.weir.exec.plan.FilterExchange;
import dev.weir.exec.plan.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/// Which task reads which task's runtime filters. Where every task of the producer has the whole filter, a reader takes
/// that of its own worker, else that of one of the others by turns; where each has a part, a reader takes them all.
public final class FilterRoutes {
    private final Map<TaskId, OfTask> tasks = new HashMap<>();

    /// A filter that a task makes.
    ///
    /// @param consumers tasks that read it
    /// @param parts     tasks that make a part of it each
    public record Made(int filter, int consumers, int parts) {}

    /// A part of a filter that a task reads.
    ///
    /// @param producer  the task that makes it
    /// @param partition of its stream
    public record Part(TaskId producer, int partition) {}

    /// What one task makes, and by filter what it reads.
    public record OfTask(List<Made> made, Map<Integer, List<Part>> read) {
        public static final OfTask NONE = new OfTask(List.of(), Map.of());
    }

    /// @param stages  the tasks of a stage, in order
    /// @param workers where a task runs, as anything that is equal for one process
    public FilterRoutes(List<FilterExchange> exchanges, IntFunction<List<TaskId>> stages, Function<TaskId, ?> workers) {
        Map<TaskId, List<Made>> made = new HashMap<>();
        Map<TaskId, Map<Integer, List<Part>>> read = new HashMap<>();
        for (FilterExchange exchange : exchanges) {
            List<TaskId> producers = stages.apply(exchange.producer());
            Map<TaskId, Integer> consumers = new HashMap<>();
            int turn = 0;
            for (int stage : exchange.consumers()) {
                for (TaskId consumer : stages.apply(stage)) {
                    List<Part> parts = new ArrayList<>();
                    for (TaskId producer : exchange.whole() ? List.of(nearest(producers, consumer, workers, turn++)) : producers) {
                        parts.add(new Part(producer, consumers.merge(producer, 1, Integer::sum) - 1));
                    }
                    read.computeIfAbsent(consumer, _ -> new HashMap<>()).put(exchange.filter(), List.copyOf(parts));
                }
            }
            consumers.forEach((producer, count) -> made.computeIfAbsent(producer, _ -> new ArrayList<>())
                    .add(new Made(exchange.filter(), count, exchange.whole() ? 1 : producers.size())));
        }
        made.forEach((task, outputs) -> tasks.put(task, new OfTask(List.copyOf(outputs), Map.of())));
        read.forEach((task, inputs) -> tasks.put(task, new OfTask(of(task).made(), Map.copyOf(inputs))));
    }

    public OfTask of(TaskId task) {
        return tasks.getOrDefault(task, OfTask.NONE);
    }

    private static TaskId nearest(List<TaskId> producers, TaskId consumer, Function<TaskId, ?> workers, int turn) {
        for (TaskId producer : producers) {
            if (workers.apply(producer).equals(workers.apply(consumer))) {
                return producer;
            }
        }
        return producers.get(turn % producers.size());
    }
}
