package dev.weir.planner.optimize.joinorder;

/// A way to join a set of relations.
///
/// @param left  null for a single relation
/// @param right null for a single relation; a reduction is always a single relation on the right
/// @param site  where the result is, an index into the graph's domains, or -1
record JoinTree(long set, JoinTree left, JoinTree right, double cost, int site) {
    boolean single() {
        return left == null;
    }
}
