package dev.weir.planner.distribute;

import dev.weir.exec.plan.Colocation;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Brings the two sides of a join together: at the site of the side that holds more bytes; there in one task, or with the
/// build side sent to every task, or with both sides partitioned by the keys.
final class JoinPlacement {
    /// Below this many bytes on both sides one task is as fast as several.
    private static final double ONE_TASK_BYTES = 256 << 10;

    private final Distributor distributor;

    JoinPlacement(Distributor distributor) {
        this.distributor = distributor;
    }

    OpenStage place(PhysicalPlan.HashJoin join) {
        return place(join, join.kind(), join.nullAware(), join.probeKeys(), join.buildKeys(), join.output());
    }

    OpenStage place(PhysicalPlan.NestedLoopJoin join) {
        return place(join, join.kind(), false, List.of(), List.of(), join.output());
    }

    private OpenStage place(
            PhysicalPlan join, JoinKind kind, boolean nullAware, List<Integer> probeKeys, List<Integer> buildKeys, List<Integer> output) {
        OpenStage probe = distributor.place(join.children().get(0));
        OpenStage build = distributor.place(join.children().get(1));
        boolean everywhere = repeatable(kind);
        if (probe.floating() && build.floating()) {
            return joined(join, probe, build, RowLayout.ANYHOW);
        }
        if (build.floating() && (everywhere || !probe.parallel())) {
            return joined(join, probe, build, probe.layout().moved(output::indexOf));
        }
        Site target = target(join, probe, build);
        if (probe.floating() || build.floating()) {
            probe = probe.floating() ? distributor.gather(probe, target) : probe;
            build = build.floating() ? distributor.gather(build, target) : build;
        }
        boolean keyed = !probeKeys.isEmpty() && !(nullAware && (kind == JoinKind.PROBE_ANTI || kind == JoinKind.MARK));
        if (distributor.tasks(target) == 1 || probe.pinned() || build.pinned() || !(probe.parallel() || build.parallel())
                && distributor.bytes(probe) + distributor.bytes(build) < ONE_TASK_BYTES) {
            return inOneTask(join, probe, build, target);
        }
        if (keyed && probe.site().equals(target) && build.site().equals(target)) {
            Optional<OpenStage> together = colocated(join, kind, probe, build, probeKeys, buildKeys, output);
            if (together.isPresent()) {
                return together.get();
            }
        }
        if (everywhere && probe.parallel() && probe.site().equals(target)) {
            double copies = distributor.bytes(build) * distributor.tasks(target);
            boolean cheap = distributor.bytes(build) <= distributor.settings().broadcastBytes();
            double partitioned = (probe.layout().hash().equals(probeKeys) ? 0 : distributor.bytes(probe)) + distributor.bytes(build);
            if (!keyed || cheap && copies <= partitioned) {
                OpenStage sent = distributor.send(build, target, true, new Partitioning.Broadcast());
                return joined(join, probe, sent, beside(kind, probe, probeKeys, buildKeys).moved(output::indexOf));
            }
        }
        return keyed ? partitioned(join, probe, build, target, probeKeys, buildKeys, output) : inOneTask(join, probe, build, target);
    }

    private OpenStage inOneTask(PhysicalPlan join, OpenStage probe, OpenStage build, Site target) {
        return joined(join, distributor.gather(probe, target), distributor.gather(build, target), RowLayout.ANYHOW);
    }

    private OpenStage partitioned(
            PhysicalPlan join, OpenStage probe, OpenStage build, Site target, List<Integer> probeKeys, List<Integer> buildKeys, List<Integer> output) {
        OpenStage left = lies(probe, target, probeKeys) ? probe : distributor.send(probe, target, true, new Partitioning.Hash(probeKeys));
        OpenStage right = lies(build, target, buildKeys) ? build : distributor.send(build, target, true, new Partitioning.Hash(buildKeys));
        PhysicalPlan.HashJoin hashJoin = (PhysicalPlan.HashJoin) join;
        int width = left.plan().types().size();
        List<Integer> shifted = new ArrayList<>();
        buildKeys.forEach(key -> shifted.add(width + key));
        List<Integer> hash = switch (hashJoin.kind()) {
            case INNER, PROBE_OUTER, PROBE_SEMI, PROBE_ANTI, MARK -> probeKeys;
            case BUILD_OUTER, BUILD_SEMI, BUILD_ANTI -> shifted;
            // rows without a partner lie by the key of the side that they came from
            case FULL -> List.of();
        };
        return joined(join, left, right, RowLayout.byHash(hash).moved(output::indexOf));
    }

    /// Joins where the rows are read: the scans of both sides are cut at the same values of a key.
    private Optional<OpenStage> colocated(
            PhysicalPlan join, JoinKind kind, OpenStage probe, OpenStage build, List<Integer> probeKeys, List<Integer> buildKeys, List<Integer> output) {
        for (int k = 0; k < probeKeys.size(); k++) {
            Optional<RowLayout.Ranged> left = probe.layout().ranged(probeKeys.get(k));
            Optional<RowLayout.Ranged> right = build.layout().ranged(buildKeys.get(k));
            if (left.isPresent() && right.isPresent()) {
                Set<Colocation.Key> keys = new HashSet<>(left.get().keys());
                keys.addAll(right.get().keys());
                return Optional.of(joined(join, probe, build, both(kind, probe, build).moved(output::indexOf)).colocated(keys));
            }
        }
        return Optional.empty();
    }

    /// By what the rows of both sides beside one another lie. Where rows without a partner are given out, the other side's
    /// columns are NULL.
    private static RowLayout both(JoinKind kind, OpenStage probe, OpenStage build) {
        int width = probe.plan().types().size();
        List<RowLayout.Ranged> ranged = new ArrayList<>();
        boolean ofProbe = switch (kind) {
            case INNER, PROBE_OUTER, PROBE_SEMI, PROBE_ANTI, MARK -> true;
            case BUILD_OUTER, FULL, BUILD_SEMI, BUILD_ANTI -> false;
        };
        boolean ofBuild = switch (kind) {
            case INNER, BUILD_OUTER, BUILD_SEMI, BUILD_ANTI -> true;
            case PROBE_OUTER, FULL, PROBE_SEMI, PROBE_ANTI, MARK -> false;
        };
        if (ofProbe) {
            ranged.addAll(probe.layout().ranged());
        }
        if (ofBuild) {
            ranged.addAll(build.layout().moved(column -> width + column).ranged());
        }
        return new RowLayout(List.of(), ranged);
    }

    /// By what the probe side's rows lie with their partners beside them, whose keys are the same.
    private static RowLayout beside(JoinKind kind, OpenStage probe, List<Integer> probeKeys, List<Integer> buildKeys) {
        List<RowLayout.Ranged> ranged = new ArrayList<>(probe.layout().ranged());
        for (int k = 0; k < probeKeys.size() && kind == JoinKind.INNER; k++) {
            int column = probe.plan().types().size() + buildKeys.get(k);
            probe.layout().ranged(probeKeys.get(k)).ifPresent(key -> ranged.add(new RowLayout.Ranged(column, key.keys())));
        }
        return new RowLayout(probe.layout().hash(), ranged);
    }

    private static boolean lies(OpenStage stage, Site target, List<Integer> keys) {
        return stage.parallel() && stage.site().equals(target) && stage.layout().hash().equals(keys) && !keys.isEmpty();
    }

    /// The site of the join: where a shared result is, else where fewer bytes must travel to, of what runtime filters leave.
    private Site target(PhysicalPlan join, OpenStage probe, OpenStage build) {
        if (probe.floating() || build.pinned()) {
            return build.site();
        }
        if (build.floating() || probe.pinned() || probe.site().equals(build.site())) {
            return probe.site();
        }
        boolean toProbe = distributor.rules().allowed(build.plan(), probe.site());
        boolean toBuild = distributor.rules().allowed(probe.plan(), build.site());
        if (toProbe != toBuild) {
            return toProbe ? probe.site() : build.site();
        }
        double probeBytes = distributor.bytes(probe) * distributor.filteredShare(join.children().get(0));
        double buildBytes = distributor.bytes(build) * distributor.filteredShare(join.children().get(1));
        return buildBytes <= probeBytes ? probe.site() : build.site();
    }

    private OpenStage joined(PhysicalPlan join, OpenStage probe, OpenStage build, RowLayout layout) {
        PhysicalPlan plan = distributor.note(join.withChildren(List.of(probe.plan(), build.plan())), join);
        return probe.with(build, plan, layout);
    }

    /// Whether every task may hold the whole build side: not where its unmatched rows are given out.
    private static boolean repeatable(JoinKind kind) {
        return switch (kind) {
            case INNER, PROBE_OUTER, PROBE_SEMI, PROBE_ANTI, MARK -> true;
            case BUILD_OUTER, FULL, BUILD_SEMI, BUILD_ANTI -> false;
        };
    }
}
