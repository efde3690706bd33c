package dev.weir.exec.memory;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.BufferAllocator;

/// What the operators of a task are told about memory: where it comes from, who else holds some, where to write what does
/// not fit, and whether the task is to end.
///
/// Immutable but for the lists behind it; {@link #at} makes the view of a plan node.
public final class TaskMemory {
    /// Tests set it: {@link #forced} for tasks that are alone with their allocator, and for queries.
    private static final int FORCED = Integer.getInteger("weir.test.spill", 0);

    private final BufferAllocator allocator;
    private final List<OperatorMemory> operators;
    private final SpillSpace space;
    private final AtomicBoolean stopped;
    private final String where;
    private final int node;
    private final int forced;

    private TaskMemory(BufferAllocator allocator, List<OperatorMemory> operators, SpillSpace space, AtomicBoolean stopped, String where, int node, int forced) {
        this.allocator = allocator;
        this.operators = operators;
        this.space = space;
        this.stopped = stopped;
        this.where = where;
        this.node = node;
        this.forced = forced;
    }

    /// A task that is alone with its allocator.
    ///
    /// @param space where to spill to; null: nowhere
    public static TaskMemory of(BufferAllocator allocator, SpillSpace space) {
        return of(allocator, new CopyOnWriteArrayList<>(), space, "");
    }

    /// As {@link #of(BufferAllocator, SpillSpace)}, without a place to spill to unless a test wants everything spilled.
    public static TaskMemory of(BufferAllocator allocator) {
        return of(allocator, FORCED > 0 ? Forced.SPACE : null);
    }

    /// Opened when a test spills for the first time.
    private static final class Forced {
        static final SpillSpace SPACE = SpillSpace.below(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// A task whose operators have to spill every so many batches, whatever memory there is: for tests.
    public static TaskMemory spilling(BufferAllocator allocator, SpillSpace space, int every) {
        return new TaskMemory(allocator, new CopyOnWriteArrayList<>(), space, new AtomicBoolean(), "", 0, every);
    }

    /// How many batches may pass until somebody has to spill, whatever memory there is; 0: what memory there is decides.
    int forced() {
        return forced;
    }

    /// @param operators of the whole query, in this process
    /// @param where     names the stage in messages
    static TaskMemory of(BufferAllocator allocator, List<OperatorMemory> operators, SpillSpace space, String where) {
        return new TaskMemory(allocator, operators, space, new AtomicBoolean(), where, 0, space == null ? 0 : FORCED);
    }

    /// The same for the operators of a plan node, by its preorder number.
    public TaskMemory at(int planNode) {
        return new TaskMemory(allocator, operators, space, stopped, where, planNode, forced);
    }

    public BufferAllocator allocator() {
        return allocator;
    }

    SpillSpace space() {
        return space;
    }

    /// Registers an operator, which closes the answer in the end.
    public OperatorMemory operator(String name) {
        OperatorMemory made = new OperatorMemory(name + " (" + (where.isEmpty() ? "" : where + ", ") + "line " + (node + 1) + ")", this);
        operators.add(made);
        return made;
    }

    void forget(OperatorMemory operator) {
        operators.remove(operator);
    }

    /// Whether no other operator that could spill holds more.
    boolean isLargest(OperatorMemory operator) {
        long mine = operator.held();
        for (OperatorMemory other : operators) {
            if (other != operator && other.isCollecting() && other.held() > mine) {
                return false;
            }
        }
        return true;
    }

    /// Tells long loops to end.
    public void stop() {
        stopped.set(true);
    }

    public boolean isStopped() {
        return stopped.get();
    }

    public void checkStopped() {
        if (stopped.get()) {
            throw new QueryException(ErrorCode.QUERY_CANCELLED, "The task has ended");
        }
    }

    /// Bytes by operator of the query in this process, of all tasks.
    Map<String, Long> holders() {
        Map<String, Long> sums = new LinkedHashMap<>();
        for (OperatorMemory operator : new ArrayList<>(operators)) {
            if (operator.held() > 0) {
                sums.merge(operator.name(), operator.held(), Long::sum);
            }
        }
        return sums;
    }
}
