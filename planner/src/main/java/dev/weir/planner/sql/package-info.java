/// Turns SQL text into a syntax tree; knows no catalog, no types, no functions.
///
/// Read {@link dev.weir.planner.sql.Statement}, {@link dev.weir.planner.sql.Query},
/// {@link dev.weir.planner.sql.Relation} and {@link dev.weir.planner.sql.SqlExpression} (the tree), then
/// {@link dev.weir.planner.sql.SqlParser} (the way in) and {@link dev.weir.planner.sql.SqlFormatter} (the way back).
/// The grammar is `WeirSql.g4`; its generated classes do not leave this package.
/// Imports `exec.error` and nothing else of ours.
package dev.weir.planner.sql;
