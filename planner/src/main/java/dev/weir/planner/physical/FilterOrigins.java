package dev.weir.planner.physical;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.List;

/// Finds the joins that know what a column can hold: each of its values, NULL aside, is one of a key of the join's build
/// side. The way down follows the column through all that passes it on, and over equal keys to the other side of a join.
final class FilterOrigins {
    private FilterOrigins() {}

    /// @param key index into the join's keys
    record Origin(PhysicalPlan.HashJoin join, int key) {}

    static List<Origin> of(PhysicalPlan plan, int column) {
        List<Origin> found = new ArrayList<>();
        collect(plan, column, found);
        return found;
    }

    private static void collect(PhysicalPlan plan, int column, List<Origin> found) {
        switch (plan) {
            case PhysicalPlan.HashJoin join -> join(join, column, found);
            case PhysicalPlan.NestedLoopJoin join -> {
                if (column < join.output().size()) {
                    int at = join.output().get(column);
                    int width = join.probe().types().size();
                    collect(at < width ? join.probe() : join.build(), at < width ? at : at - width, found);
                }
            }
            case PhysicalPlan.Project project -> {
                if (project.expressions().get(column) instanceof Expression.Column source) {
                    collect(project.input(), source.index(), found);
                }
            }
            case PhysicalPlan.Aggregate aggregate -> {
                if (column < aggregate.keys().size()) {
                    collect(aggregate.input(), aggregate.keys().get(column), found);
                }
            }
            case PhysicalPlan.Window window -> {
                if (column < window.input().types().size()) {
                    collect(window.input(), column, found);
                }
            }
            case PhysicalPlan.With with -> collect(with.body(), column, found);
            case PhysicalPlan.Filter _, PhysicalPlan.Sort _, PhysicalPlan.TopN _, PhysicalPlan.Limit _, PhysicalPlan.AssertSingleRow _ ->
                    collect(plan.children().getFirst(), column, found);
            case PhysicalPlan.Scan _, PhysicalPlan.Values _, PhysicalPlan.Union _, PhysicalPlan.Repeat _, PhysicalPlan.SharedRef _,
                 PhysicalPlan.ExchangeSource _, PhysicalPlan.ExchangeSink _, PhysicalPlan.ClientOutput _ -> { }
        }
    }

    private static void join(PhysicalPlan.HashJoin join, int column, List<Origin> found) {
        if (column >= join.output().size()) {
            return;
        }
        int width = join.probe().types().size();
        int at = join.output().get(column);
        if (at < width) {
            collect(join.probe(), at, found);
            if (!dropsUnmatchedProbeRows(join.kind())) {
                return;
            }
        } else {
            collect(join.build(), at - width, found);
        }
        for (int key = 0; key < join.probeKeys().size(); key++) {
            int probeKey = join.probeKeys().get(key);
            int buildKey = join.buildKeys().get(key);
            if (at == probeKey) {
                found.add(new Origin(join, key));
                collect(join.build(), buildKey, found);
            } else if (at - width == buildKey) {
                found.add(new Origin(join, key));
                if (dropsUnmatchedBuildRows(join.kind())) {
                    collect(join.probe(), probeKey, found);
                }
            }
        }
    }

    static boolean dropsUnmatchedProbeRows(JoinKind kind) {
        return switch (kind) {
            case INNER, BUILD_OUTER, PROBE_SEMI, BUILD_SEMI, BUILD_ANTI -> true;
            case PROBE_OUTER, FULL, PROBE_ANTI, MARK -> false;
        };
    }

    /// Whether build rows without a partner change nothing, in joins that are not null-aware.
    static boolean dropsUnmatchedBuildRows(JoinKind kind) {
        return switch (kind) {
            case INNER, PROBE_OUTER, PROBE_SEMI, PROBE_ANTI, MARK, BUILD_SEMI -> true;
            case BUILD_OUTER, BUILD_ANTI, FULL -> false;
        };
    }
}
