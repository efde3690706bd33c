package dev.weir.exec.operator;

import dev.weir.exec.memory.OperatorMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.IntConsumer;

/// Runs the parts of a build on several cores, the caller doing its share; for the moments in which a pipeline breaker
/// has all its rows and the task has nothing else to do. No part begins once the task is to end.
public record ParallelSteps(int threads, OperatorMemory memory) {
    private static final long ROWS_A_PART = 1 << 17;

    /// Into how many parts work over `rows` rows is worth cutting; a power of two is not promised.
    public int parts(long rows) {
        return (int) Math.max(1, Math.min(threads, rows / ROWS_A_PART));
    }

    public void run(int parts, IntConsumer part) {
        if (parts == 1 || threads == 1) {
            for (int p = 0; p < parts; p++) {
                memory.checkStopped();
                part.accept(p);
            }
            return;
        }
        List<ForkJoinTask<?>> others = new ArrayList<>(parts - 1);
        for (int p = 1; p < parts; p++) {
            int index = p;
            others.add(ForkJoinPool.commonPool().submit(() -> {
                memory.checkStopped();
                part.accept(index);
            }));
        }
        Throwable failure = null;
        try {
            memory.checkStopped();
            part.accept(0);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        for (ForkJoinTask<?> other : others) {
            // A part that no thread has taken yet runs here. All parts end before anything is freed.
            try {
                other.join();
            } catch (RuntimeException | Error e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        switch (failure) {
            case null -> { }
            case Error error -> throw error;
            case RuntimeException error -> throw error;
            default -> throw new IllegalStateException(failure);
        }
    }
}
