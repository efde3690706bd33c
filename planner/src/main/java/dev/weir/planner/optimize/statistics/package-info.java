/// Estimates rows and column figures of every logical node from what domains announced.
///
/// Read {@link dev.weir.planner.optimize.statistics.PlanEstimate}, then {@link dev.weir.planner.optimize.statistics.Selectivity},
/// then {@link dev.weir.planner.optimize.statistics.PlanEstimator}. What is unknown gets a documented default of
/// {@link dev.weir.planner.optimize.statistics.Defaults}. Imports the logical plan and the catalog's records.
package dev.weir.planner.optimize.statistics;
