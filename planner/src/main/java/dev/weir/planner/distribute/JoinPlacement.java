package dev.weir.planner.distribute;

import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import java.util.ArrayList;
import java.util.List;

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
            return joined(join, probe, build, List.of());
        }
        if (build.floating() && (everywhere || !probe.parallel())) {
            return joined(join, probe, build, through(probe.hash(), output));
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
        if (everywhere && probe.parallel() && probe.site().equals(target)) {
            double copies = distributor.bytes(build) * distributor.tasks(target);
            boolean cheap = distributor.bytes(build) <= distributor.settings().broadcastBytes();
            double partitioned = (probe.hash().equals(probeKeys) ? 0 : distributor.bytes(probe)) + distributor.bytes(build);
            if (!keyed || cheap && copies <= partitioned) {
                OpenStage sent = distributor.send(build, target, true, new Partitioning.Broadcast());
                return joined(join, probe, sent, through(probe.hash(), output));
            }
        }
        return keyed ? partitioned(join, probe, build, target, probeKeys, buildKeys, output) : inOneTask(join, probe, build, target);
    }

    private OpenStage inOneTask(PhysicalPlan join, OpenStage probe, OpenStage build, Site target) {
        return joined(join, distributor.gather(probe, target), distributor.gather(build, target), List.of());
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
            case INNER, PROBE_OUTER, PROBE_SEMI, PROBE_ANTI, MARK -> through(probeKeys, output);
            case BUILD_OUTER, BUILD_SEMI, BUILD_ANTI -> through(shifted, output);
            // rows without a partner lie by the key of the side that they came from
            case FULL -> List.of();
        };
        return joined(join, left, right, hash);
    }

    private static boolean lies(OpenStage stage, Site target, List<Integer> keys) {
        return stage.parallel() && stage.site().equals(target) && stage.hash().equals(keys) && !keys.isEmpty();
    }

    /// The site of the join: where a shared result is, else where fewer bytes must travel to.
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
        return distributor.bytes(build) <= distributor.bytes(probe) ? probe.site() : build.site();
    }

    private OpenStage joined(PhysicalPlan join, OpenStage probe, OpenStage build, List<Integer> hash) {
        PhysicalPlan plan = distributor.note(join.withChildren(List.of(probe.plan(), build.plan())), join);
        return probe.with(build, plan, hash);
    }

    /// Whether every task may hold the whole build side: not where its unmatched rows are given out.
    private static boolean repeatable(JoinKind kind) {
        return switch (kind) {
            case INNER, PROBE_OUTER, PROBE_SEMI, PROBE_ANTI, MARK -> true;
            case BUILD_OUTER, FULL, BUILD_SEMI, BUILD_ANTI -> false;
        };
    }

    private static List<Integer> through(List<Integer> hash, List<Integer> output) {
        List<Integer> moved = new ArrayList<>();
        for (int column : hash) {
            int at = output.indexOf(column);
            if (at < 0) {
                return List.of();
            }
            moved.add(at);
        }
        return moved;
    }
}
