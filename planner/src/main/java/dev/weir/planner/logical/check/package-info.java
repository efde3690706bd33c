/// Checks that a logical plan is sound: run after every optimizer pass when checks are on.
///
/// {@link dev.weir.planner.logical.check.PlanCheck} is all of it. Imports the logical plan and exec.{expression,type,error}.
package dev.weir.planner.logical.check;
