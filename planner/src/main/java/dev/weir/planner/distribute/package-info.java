/// Cuts a physical plan into stages: where each runs, what travels between them and how.
///
/// Read {@link dev.weir.planner.distribute.OpenStage}, then {@link dev.weir.planner.distribute.Distributor}, then the placements of joins,
/// aggregates and unions. What must meet is brought together, best by reading it together: {@link dev.weir.planner.distribute.RowLayout}
/// says by what rows lie with the tasks, or would if tables ordered by a key were cut by it. Bytes between domains are what costs. Imports exec.plan, planner.{catalog,physical}; not the logical plan.
package dev.weir.planner.distribute;
