package dev.weir.exec.pipeline;

import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which scans of a task had better start only when a hash join's build side is complete, because the join's runtime filter
/// spares them rows: the build side must be read anyway, so reading it first costs nothing as long as there is work for all
/// threads. A wish, not a condition: {@link TaskExecution} ignores it when nothing else is left to run.
///
/// Only build sides that are made of what lies here count. Nobody knows when rows from other tasks come.
final class FilterWaits {
    private final List<Pipeline> all = new ArrayList<>();
    private final Map<Pipeline, List<RuntimeFilter>> narrowed = new IdentityHashMap<>();
    private final Map<Integer, SinkFactory> makers = new HashMap<>();
    private final Set<Pipeline> remote = new HashSet<>();

    void reads(Pipeline pipeline, PhysicalPlan.Scan scan) {
        if (!scan.runtimeFilters().isEmpty()) {
            narrowed.put(pipeline, scan.runtimeFilters());
        }
    }

    void receives(Pipeline pipeline) {
        remote.add(pipeline);
    }

    void makes(SinkFactory build, PhysicalPlan.HashJoin join) {
        for (RuntimeFilter filter : join.filters()) {
            makers.put(filter.id(), build);
        }
    }

    /// The build sides to wait for, by the pipeline that should; pipelines without any do not occur.
    Map<Pipeline, List<SinkFactory>> of(List<Pipeline> pipelines) {
        all.clear();
        all.addAll(pipelines);
        Map<Pipeline, List<SinkFactory>> waits = new IdentityHashMap<>();
        narrowed.forEach((pipeline, filters) -> {
            List<SinkFactory> builds = new ArrayList<>();
            for (RuntimeFilter filter : filters) {
                SinkFactory build = makers.get(filter.id());
                if (build != null && !pipeline.after().contains(build) && !needs(build, pipeline, new HashSet<>())) {
                    builds.add(build);
                }
            }
            if (!builds.isEmpty()) {
                waits.put(pipeline, builds);
            }
        });
        return waits;
    }

    /// Whether a breaker cannot be complete before `pipeline` has run, or rows of other tasks have come.
    private boolean needs(SinkFactory breaker, Pipeline pipeline, Set<Pipeline> seen) {
        for (Pipeline feeding : all) {
            if (feeding.sink().factory() == breaker && needs(feeding, pipeline, seen)) {
                return true;
            }
        }
        return false;
    }

    private boolean needs(Pipeline feeding, Pipeline pipeline, Set<Pipeline> seen) {
        if (feeding == pipeline || remote.contains(feeding)) {
            return true;
        }
        if (!seen.add(feeding)) {
            return false;
        }
        for (SinkFactory before : feeding.after()) {
            if (needs(before, pipeline, seen)) {
                return true;
            }
        }
        for (Pipeline before : feeding.behind()) {
            if (needs(before, pipeline, seen)) {
                return true;
            }
        }
        return false;
    }
}
