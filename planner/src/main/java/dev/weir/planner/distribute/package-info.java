/// Cuts a physical plan into stages: where each runs, what travels between them and how.
///
/// Read {@link dev.weir.planner.distribute.OpenStage}, then {@link dev.weir.planner.distribute.Distributor}, then the placements of joins,
/// aggregates and unions. Bytes between domains are what costs. Imports exec.plan, planner.{catalog,physical}; not the logical plan.
package dev.weir.planner.distribute;
