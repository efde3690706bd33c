/// Removes dependent joins, all of them: Neumann and Kemper, "Unnesting Arbitrary Queries" (BTW 2015).
///
/// Read {@link dev.weir.planner.optimize.unnest.UnnestSubqueries}, then {@link dev.weir.planner.optimize.unnest.PullUpCorrelation} (the usual
/// forms, by moving correlated conditions into the join), then {@link dev.weir.planner.optimize.unnest.DomainPushDown} (everything
/// else, by joining the distinct outer values below). Imports the logical plan, optimize.{expression,property}.
package dev.weir.planner.optimize.unnest;
