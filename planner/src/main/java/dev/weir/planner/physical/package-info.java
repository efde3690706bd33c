/// Turns an optimized logical plan into one physical plan for a single process: ids become positions, joins get a build
/// side and keys, sorts with a limit become top-N.
///
/// Read {@link dev.weir.planner.physical.PhysicalPlanner}, then {@link dev.weir.planner.physical.JoinPlanner}. Knows nothing
/// of workers and sites: `distribute` cuts the result into stages. Imports exec.plan, the logical plan, optimize.{expression,statistics,cost}.
package dev.weir.planner.physical;
