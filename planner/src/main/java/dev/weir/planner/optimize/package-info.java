/// Rewrites logical plans into cheaper ones that give the same rows.
///
/// {@link dev.weir.planner.optimize.Optimizer} is the ordered list of passes with the reason for each one's place; then `rule` (a file a
/// rule), `unnest` (correlated subqueries), `joinorder`, `share` (what would be computed twice). Questions about expressions and plans
/// are answered in `expression` and `property` (proven) and in `statistics` and `cost` (estimated). Imports the logical plan and the
/// catalog's records.
package dev.weir.planner.optimize;
