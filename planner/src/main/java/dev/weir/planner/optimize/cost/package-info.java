/// What work costs: expressions a row, joins, bytes between domains.
///
/// {@link dev.weir.planner.optimize.cost.ExpressionCost} and {@link dev.weir.planner.optimize.cost.JoinCost}. Figures are relative to one comparison of two
/// integers. Imports exec.expression and optimize.{expression,statistics}.
package dev.weir.planner.optimize.cost;
