package dev.weir.exec.pipeline;

import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.memory.TaskMemory;
import dev.weir.exec.operator.exchange.ExchangeSink;
import dev.weir.exec.operator.exchange.ExchangeSource;
import dev.weir.exec.operator.scan.TableSource;
import dev.weir.exec.plan.Split;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;

/// What a task's operators may use.
///
/// @param allocator   of the task, a child of its query's; at zero when the task has ended and what it sent was consumed
/// @param evaluation  zone, statement start, the same allocator
/// @param tables      opens scans
/// @param splits      by scan id, what this task reads
/// @param exchanges   by producing stage, opens what this task receives; called once a stage
/// @param output      where the root of the fragment sends its rows; told of a failure by the task, closed by the task's owner
/// @param threads     the most drivers that a pipeline may have
/// @param filters     runtime filters of this task
/// @param memory      who holds how much, where to spill to
public record TaskContext(
        BufferAllocator allocator,
        EvaluationContext evaluation,
        TableSource tables,
        Map<Integer, List<Split>> splits,
        IntFunction<ExchangeSource> exchanges,
        ExchangeSink output,
        int threads,
        RuntimeFilters filters,
        TaskMemory memory) {
    /// A task that is alone with its allocator and has no place to spill to.
    public TaskContext(
            BufferAllocator allocator, EvaluationContext evaluation, TableSource tables, Map<Integer, List<Split>> splits,
            IntFunction<ExchangeSource> exchanges, ExchangeSink output, int threads, RuntimeFilters filters) {
        this(allocator, evaluation, tables, splits, exchanges, output, threads, filters, TaskMemory.of(allocator));
    }

    /// The same task as the operators of a plan node see it.
    TaskContext at(int node) {
        return new TaskContext(allocator, evaluation, tables, splits, exchanges, output, threads, filters, memory.at(node));
    }

    /// The same task with other memory accounts.
    public TaskContext with(TaskMemory other) {
        return new TaskContext(allocator, evaluation, tables, splits, exchanges, output, threads, filters, other);
    }
}
