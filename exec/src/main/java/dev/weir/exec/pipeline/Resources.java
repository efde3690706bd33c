package dev.weir.exec.pipeline;

import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.SinkFactory;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Counts which pipelines still need which factory, so that a hash table is freed when its last probe has ended and not
/// when the query has. Not safe for several threads.
final class Resources {
    private final Map<AutoCloseable, Integer> users = new IdentityHashMap<>();
    /// In the order of first use, which is the order in which they are closed at the end: consumers before what they read.
    private final Map<Integer, AutoCloseable> order = new LinkedHashMap<>();

    void use(Pipeline pipeline) {
        for (AutoCloseable factory : of(pipeline)) {
            if (users.merge(factory, 1, Integer::sum) == 1) {
                order.put(order.size(), factory);
            }
        }
    }

    /// Answers what nobody needs any more, in the order in which to close it.
    List<AutoCloseable> release(Pipeline pipeline) {
        List<AutoCloseable> unused = new ArrayList<>();
        for (AutoCloseable factory : of(pipeline)) {
            if (users.merge(factory, -1, Integer::sum) == 0) {
                users.remove(factory);
                unused.add(factory);
            }
        }
        return unused;
    }

    /// Answers everything that was not released.
    List<AutoCloseable> releaseAll() {
        List<AutoCloseable> left = new ArrayList<>();
        for (AutoCloseable factory : order.values()) {
            if (users.remove(factory) != null) {
                left.add(factory);
            }
        }
        return left;
    }

    private static List<AutoCloseable> of(Pipeline pipeline) {
        List<AutoCloseable> all = new ArrayList<>();
        all.add(pipeline.source().factory());
        for (Pipeline.Stage<OperatorFactory> operator : pipeline.operators()) {
            all.add(operator.factory());
        }
        all.add(pipeline.sink().factory());
        for (SinkFactory breaker : pipeline.after()) {
            if (breaker != pipeline.sink().factory()) {
                all.add(breaker);
            }
        }
        return all;
    }
}
