/// Computes once what a plan would compute twice.
///
/// Read {@link dev.weir.planner.optimize.share.MergePlans} (when two plans give the same rows), then the passes:
/// {@link dev.weir.planner.optimize.share.ReplaceAggregatesByWindows} (an aggregate over rows that are joined with it anyway) and
/// {@link dev.weir.planner.optimize.share.ShareSubplans} (equal subplans become one shared result).
package dev.weir.planner.optimize.share;
