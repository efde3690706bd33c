package dev.weir.planner.optimize.joinorder;

import dev.weir.planner.optimize.cost.JoinCost;

/// Costs one join of two sets, at the cheaper of the sites where they are.
final class JoinStep {
    private final JoinGraph graph;

    JoinStep(JoinGraph graph) {
        this.graph = graph;
    }

    JoinTree single(int relation) {
        return new JoinTree(1L << relation, null, null, 0, graph.relations.get(relation).site());
    }

    /// @param rows of the joined set
    JoinTree join(JoinTree a, JoinTree b, double rowsA, double rowsB, double rows) {
        boolean reduction = isReduction(b);
        boolean keyed = reduction || graph.keyed(a.set(), b.set());
        double build = Math.min(rowsA, rowsB);
        double probe = Math.max(rowsA, rowsB);
        double work = keyed ? JoinCost.hash(build, probe, rows) : JoinCost.nestedLoop(build, probe, rows);
        double cost = a.cost() + b.cost() + work;
        long set = a.set() | b.set();
        if (a.site() == b.site() || a.site() < 0 || b.site() < 0) {
            return new JoinTree(set, a, b, cost, Math.max(a.site(), b.site()));
        }
        double bytesA = rowsA * graph.rowBytes(a.set());
        double bytesB = rowsB * (reduction ? graph.relations.get(Long.numberOfTrailingZeros(b.set())).rowBytes() : graph.rowBytes(b.set()));
        boolean toA = bytesB <= bytesA;
        return new JoinTree(set, a, b, cost + JoinCost.transfer(Math.min(bytesA, bytesB)), toA ? a.site() : b.site());
    }

    private boolean isReduction(JoinTree tree) {
        return (tree.set() & graph.leafMask()) == 0;
    }
}
