package dev.weir.exec.testing;

import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.pipeline.TaskExecution;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.PhysicalPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Gives a test an allocator, a folder and worker pools, and fails it when it leaves memory, an open file under the folder
/// or a live task behind. Use: `@RegisterExtension final LeakExtension leaks = new LeakExtension();`
public final class LeakExtension implements BeforeEachCallback, AfterEachCallback {
    private final List<TaskExecution> tasks = new ArrayList<>();
    private final List<WorkerPool> pools = new ArrayList<>();
    private final List<AutoCloseable> closing = new ArrayList<>();
    private BufferAllocator allocator;
    private Path folder;

    @Override
    public void beforeEach(ExtensionContext context) {
        allocator = new RootAllocator();
    }

    public BufferAllocator allocator() {
        return allocator;
    }

    /// A folder of the test's own, removed afterwards.
    public Path folder() throws IOException {
        if (folder == null) {
            folder = Files.createTempDirectory("weir-test").toRealPath();
        }
        return folder;
    }

    public WorkerPool pool(int threads) {
        WorkerPool pool = new WorkerPool(threads, "test-worker");
        pools.add(pool);
        return pool;
    }

    /// Closes it after the test, before the checks.
    public <C extends AutoCloseable> C closing(C resource) {
        closing.add(resource);
        return resource;
    }

    /// A context without tables and exchanges.
    public TaskContext context(int threads) {
        return context(allocator, threads);
    }

    /// The same with another allocator, below {@link #allocator()}.
    public TaskContext context(BufferAllocator task, int threads) {
        return new TaskContext(
                task, new EvaluationContext(task, ZoneId.of("UTC"), 0),
                (scan, splits, context) -> { throw new IllegalStateException("no tables"); },
                Map.of(), stage -> { throw new IllegalStateException("no exchanges"); }, null, threads, new RuntimeFilters());
    }

    public TaskExecution start(PhysicalPlan plan, SinkFactory sink, TaskContext context, WorkerPool pool) {
        return track(TaskExecution.start(plan, sink, context, pool.share()));
    }

    public TaskExecution track(TaskExecution task) {
        tasks.add(task);
        return task;
    }

    /// Runs a plan to its end and answers its rows, as lists of literal carriers.
    public List<List<Object>> rows(PhysicalPlan plan, int threads) {
        return rows(plan, context(threads), pool(threads));
    }

    public List<List<Object>> rows(PhysicalPlan plan, TaskContext context, WorkerPool pool) {
        CollectingSink sink = new CollectingSink();
        Tasks.join(start(plan, sink, context, pool));
        return sink.rows();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        List<String> problems = new ArrayList<>();
        for (TaskExecution task : tasks) {
            if (!Tasks.endsWithin(task, 5)) {
                problems.add("a task is alive");
            }
        }
        for (AutoCloseable resource : closing) {
            resource.close();
        }
        for (WorkerPool pool : pools) {
            pool.close();
        }
        if (folder != null) {
            problems.addAll(openFiles(folder));
            remove(folder);
        }
        if (allocator.getAllocatedMemory() != 0) {
            problems.add("memory leaked: " + allocator.toVerboseString());
        } else {
            closeChildren(allocator);
            allocator.close();
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("; ", problems));
        }
    }

    private static void closeChildren(BufferAllocator allocator) {
        for (BufferAllocator child : List.copyOf(allocator.getChildAllocators())) {
            closeChildren(child);
            child.close();
        }
    }

    /// Lists files under `folder` that this process has open; empty where there is no /proc.
    public static List<String> openFiles(Path folder) throws IOException {
        List<String> open = new ArrayList<>();
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return open;
        }
        try (Stream<Path> entries = Files.list(descriptors)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                try {
                    String target = Files.readSymbolicLink(entry).toString();
                    if (target.startsWith(folder + "/")) {
                        open.add("open file: " + target);
                    }
                } catch (IOException gone) {
                    continue;
                }
            }
        }
        return open;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(path);
            }
        }
    }
}
