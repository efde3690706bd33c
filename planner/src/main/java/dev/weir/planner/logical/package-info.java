/// The logical plan: relational algebra over columns with plan-wide unique ids.
///
/// {@link dev.weir.planner.logical.LogicalPlan} is the whole tree, {@link dev.weir.planner.logical.ColumnIds} hands out ids.
/// An {@link dev.weir.exec.expression.Expression.Column}'s index is such an id here. Imports exec.{type,expression,function,plan}.
package dev.weir.planner.logical;
