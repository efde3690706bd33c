/// What work costs: expressions a row, joins, bytes between domains, whole plans.
///
/// {@link dev.weir.planner.optimize.cost.ExpressionCost}, {@link dev.weir.planner.optimize.cost.JoinCost} and
/// {@link dev.weir.planner.optimize.cost.PlanCost}. Figures are relative to one comparison of two integers. Imports the logical plan,
/// exec.expression and optimize.{expression,statistics}.
package dev.weir.planner.optimize.cost;
