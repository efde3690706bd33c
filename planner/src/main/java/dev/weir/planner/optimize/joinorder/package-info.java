/// Finds the order of inner, semi and anti joins.
///
/// Read {@link dev.weir.planner.optimize.joinorder.OrderJoins} (the pass), {@link dev.weir.planner.optimize.joinorder.JoinRegion} (what may be
/// reordered), {@link dev.weir.planner.optimize.joinorder.JoinGraph} (its relations, conditions, cardinalities), then the two searches.
package dev.weir.planner.optimize.joinorder;
