package dev.weir.planner.physical;

import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.expression.Expression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Gives ids to runtime filters: the build keys of a join narrow the scans that its probe keys come from, wherever a row
/// without a partner is dropped. The way down leads through all that passes the column on. From there it goes on over equal
/// keys: what a join below has made sure of a probe key narrows the build side that the key meets further up.
///
/// A filter is complete when the build side is that makes it, so a scan that it narrows may have to wait for other scans.
/// None waits for itself: a filter that would close a circle is left out.
final class RuntimeFilterPlacement {
    /// More build rows make a filter that costs more than it saves.
    private static final double MOST_BUILD_ROWS = 20_000_000;

    private final Estimates estimates;
    private final Set<Integer> used = new HashSet<>();
    /// By join, the filters that it could make, by key.
    private final Map<PhysicalPlan.HashJoin, Map<Integer, Integer>> made = new IdentityHashMap<>();
    /// By filter, the scans that it is made of; by scan, the filters that narrow it.
    private final Map<Integer, Set<Integer>> sources = new HashMap<>();
    private final Map<Integer, Set<Integer>> narrowing = new HashMap<>();
    private boolean carrying;
    private int next;

    RuntimeFilterPlacement(Estimates estimates) {
        this.estimates = estimates;
    }

    /// A filter on its way to scans: the column of the node at hand that it narrows.
    private record Pending(int id, int column, double buildRows) {}

    PhysicalPlan place(PhysicalPlan root) {
        number(root);
        // Once for what goes straight down, which has precedence, and again with what goes on over equal keys.
        place(root, List.of());
        carrying = true;
        return place(root, List.of());
    }

    private void number(PhysicalPlan plan) {
        if (plan instanceof PhysicalPlan.HashJoin join && FilterOrigins.dropsUnmatchedProbeRows(join.kind())
                && estimates.of(join.build()).rows() <= MOST_BUILD_ROWS) {
            Set<Integer> scans = scans(join.build());
            Map<Integer, Integer> byKey = new LinkedHashMap<>();
            for (int key = 0; key < join.probeKeys().size(); key++) {
                if (!join.nullsEqual().get(key)) {
                    byKey.put(key, next);
                    sources.put(next++, scans);
                }
            }
            made.put(join, byKey);
        }
        plan.children().forEach(this::number);
    }

    private PhysicalPlan place(PhysicalPlan plan, List<Pending> pending) {
        PhysicalPlan placed = switch (plan) {
            case PhysicalPlan.Scan scan -> scan(scan, pending);
            case PhysicalPlan.HashJoin join -> join(join, pending);
            case PhysicalPlan.NestedLoopJoin join -> {
                boolean probe = join.kind() != JoinKind.BUILD_OUTER && join.kind() != JoinKind.FULL;
                boolean build = join.kind() == JoinKind.INNER || join.kind() == JoinKind.BUILD_OUTER;
                int width = join.probe().types().size();
                List<Pending> toProbe = new ArrayList<>();
                List<Pending> toBuild = new ArrayList<>();
                for (Pending filter : pending) {
                    if (filter.column() < join.output().size()) {
                        int column = join.output().get(filter.column());
                        if (column < width && probe) {
                            toProbe.add(new Pending(filter.id(), column, filter.buildRows()));
                        } else if (column >= width && build) {
                            toBuild.add(new Pending(filter.id(), column - width, filter.buildRows()));
                        }
                    }
                }
                yield join.withChildren(List.of(place(join.probe(), toProbe), place(join.build(), toBuild)));
            }
            case PhysicalPlan.Filter filter -> filter.withChildren(List.of(place(filter.input(), pending)));
            case PhysicalPlan.Window window -> window.withChildren(List.of(place(window.input(), keysOnly(window, pending))));
            case PhysicalPlan.Sort sort -> sort.withChildren(List.of(place(sort.input(), pending)));
            case PhysicalPlan.Project project -> {
                List<Pending> below = new ArrayList<>();
                for (Pending filter : pending) {
                    if (project.expressions().get(filter.column()) instanceof Expression.Column column) {
                        below.add(new Pending(filter.id(), column.index(), filter.buildRows()));
                    }
                }
                yield project.withChildren(List.of(place(project.input(), below)));
            }
            case PhysicalPlan.Aggregate aggregate -> {
                List<Pending> below = new ArrayList<>();
                for (Pending filter : pending) {
                    if (filter.column() < aggregate.keys().size()) {
                        below.add(new Pending(filter.id(), aggregate.keys().get(filter.column()), filter.buildRows()));
                    }
                }
                yield aggregate.withChildren(List.of(place(aggregate.input(), below)));
            }
            case PhysicalPlan.Union union -> {
                List<PhysicalPlan> inputs = new ArrayList<>();
                for (PhysicalPlan input : union.inputs()) {
                    inputs.add(place(input, pending));
                }
                yield union.withChildren(inputs);
            }
            case PhysicalPlan.With with -> {
                List<PhysicalPlan> children = new ArrayList<>();
                for (PhysicalPlan.With.Definition definition : with.definitions()) {
                    children.add(place(definition.plan(), List.of()));
                }
                children.add(place(with.body(), pending));
                yield with.withChildren(children);
            }
            case PhysicalPlan.TopN _, PhysicalPlan.Limit _, PhysicalPlan.AssertSingleRow _, PhysicalPlan.Repeat _, PhysicalPlan.ExchangeSink _,
                 PhysicalPlan.ClientOutput _ -> plan.withChildren(List.of(place(plan.children().getFirst(), List.of())));
            case PhysicalPlan.Values _, PhysicalPlan.ExchangeSource _, PhysicalPlan.SharedRef _ -> plan;
        };
        if (placed != plan) {
            estimates.put(placed, estimates.of(plan));
        }
        return placed;
    }

    /// What narrows whole partitions; anything else would change the results of rows that stay.
    private static List<Pending> keysOnly(PhysicalPlan.Window window, List<Pending> pending) {
        List<Pending> below = new ArrayList<>();
        for (Pending filter : pending) {
            for (SortKey key : window.keys().subList(0, window.partitionKeys())) {
                if (key.column() == filter.column()) {
                    below.add(filter);
                }
            }
        }
        return below;
    }

    private PhysicalPlan scan(PhysicalPlan.Scan scan, List<Pending> pending) {
        List<RuntimeFilter> filters = new ArrayList<>();
        for (Pending filter : pending) {
            RuntimeFilter narrowed = new RuntimeFilter(filter.id(), filter.column());
            if (filter.buildRows() < scan.estimatedRows() && !filters.contains(narrowed) && !needs(filter.id(), scan.id(), new HashSet<>())) {
                filters.add(narrowed);
                used.add(filter.id());
                narrowing.computeIfAbsent(scan.id(), _ -> new HashSet<>()).add(filter.id());
            }
        }
        return filters.isEmpty() ? scan
                : new PhysicalPlan.Scan(scan.id(), scan.table(), scan.snapshot(), scan.columns(), scan.filter(), scan.access(), filters, scan.estimatedRows());
    }

    /// Whether the filter is complete only after the scan, or after scans that wait for it.
    private boolean needs(int filter, int scan, Set<Integer> seen) {
        if (!seen.add(filter)) {
            return false;
        }
        for (int source : sources.getOrDefault(filter, Set.of())) {
            if (source == scan) {
                return true;
            }
            for (int before : narrowing.getOrDefault(source, Set.of())) {
                if (needs(before, scan, seen)) {
                    return true;
                }
            }
        }
        return false;
    }

    private PhysicalPlan join(PhysicalPlan.HashJoin join, List<Pending> pending) {
        List<Pending> toProbe = new ArrayList<>();
        List<Pending> toBuild = new ArrayList<>();
        descend(join, pending, toProbe, toBuild);
        List<RuntimeFilter> own = new ArrayList<>();
        made(join).forEach((key, id) -> {
            own.add(new RuntimeFilter(id, key));
            toProbe.add(new Pending(id, join.probeKeys().get(key), estimates.of(join.build()).rows()));
        });
        if (carrying) {
            toBuild.addAll(fromProbe(join));
        }
        // The build side first: what joins of the probe side make for it is known before those are left.
        PhysicalPlan build = place(join.build(), toBuild);
        PhysicalPlan probe = place(join.probe(), toProbe);
        own.removeIf(filter -> !used.contains(filter.id()));
        if (own.isEmpty()) {
            return join.withChildren(List.of(probe, build));
        }
        return new PhysicalPlan.HashJoin(join.kind(), probe, build, join.probeKeys(), join.buildKeys(), join.nullsEqual(), join.residual(),
                join.nullAware(), join.output(), own, join.estimatedRows());
    }

    /// What joins of the probe side make that also tells which build rows can meet a probe row.
    private List<Pending> fromProbe(PhysicalPlan.HashJoin join) {
        List<Pending> filters = new ArrayList<>();
        if (join.nullAware() || !FilterOrigins.dropsUnmatchedBuildRows(join.kind())) {
            return filters;
        }
        for (int key = 0; key < join.probeKeys().size(); key++) {
            if (!join.nullsEqual().get(key)) {
                for (FilterOrigins.Origin origin : FilterOrigins.of(join.probe(), join.probeKeys().get(key))) {
                    Integer id = made(origin.join()).get(origin.key());
                    if (id != null) {
                        filters.add(new Pending(id, join.buildKeys().get(key), estimates.of(origin.join().build()).rows()));
                    }
                }
            }
        }
        return filters;
    }

    private Map<Integer, Integer> made(PhysicalPlan.HashJoin join) {
        return made.getOrDefault(join, Map.of());
    }

    private static Set<Integer> scans(PhysicalPlan plan) {
        Set<Integer> found = new HashSet<>();
        List<PhysicalPlan> open = new ArrayList<>(List.of(plan));
        while (!open.isEmpty()) {
            PhysicalPlan next = open.removeLast();
            if (next instanceof PhysicalPlan.Scan scan) {
                found.add(scan.id());
            }
            open.addAll(next.children());
        }
        return found;
    }

    /// Filters from above: to the side that the column comes from, and when it is a key to the same key of the other side,
    /// whose rows could only meet rows that are dropped above.
    private static void descend(PhysicalPlan.HashJoin join, List<Pending> pending, List<Pending> toProbe, List<Pending> toBuild) {
        int width = join.probe().types().size();
        for (Pending filter : pending) {
            if (filter.column() >= join.output().size()) {
                continue;
            }
            int column = join.output().get(filter.column());
            boolean fromProbe = column < width;
            boolean passes = fromProbe ? keepsProbeColumns(join.kind()) : keepsBuildColumns(join.kind());
            if (!passes) {
                continue;
            }
            (fromProbe ? toProbe : toBuild).add(new Pending(filter.id(), fromProbe ? column : column - width, filter.buildRows()));
            int key = fromProbe ? join.probeKeys().indexOf(column) : join.buildKeys().indexOf(column - width);
            if (key >= 0 && !join.nullAware() && !join.nullsEqual().get(key)) {
                (fromProbe ? toBuild : toProbe).add(
                        new Pending(filter.id(), fromProbe ? join.buildKeys().get(key) : join.probeKeys().get(key), filter.buildRows()));
            }
        }
    }

    private static boolean keepsProbeColumns(JoinKind kind) {
        return switch (kind) {
            case INNER, PROBE_OUTER, PROBE_SEMI, PROBE_ANTI, MARK -> true;
            case BUILD_OUTER, FULL, BUILD_SEMI, BUILD_ANTI -> false;
        };
    }

    private static boolean keepsBuildColumns(JoinKind kind) {
        return switch (kind) {
            case INNER, BUILD_OUTER, BUILD_SEMI, BUILD_ANTI -> true;
            case PROBE_OUTER, FULL, PROBE_SEMI, PROBE_ANTI, MARK -> false;
        };
    }
}
