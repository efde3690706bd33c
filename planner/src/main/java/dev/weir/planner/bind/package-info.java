/// Gives names, types and structure to a syntax tree: statement in, logical plan out.
///
/// Read {@link dev.weir.planner.bind.Binder} (the way in), {@link dev.weir.planner.bind.BoundStatement} (what comes out),
/// then `QueryBinder`, `SelectBinder`, `FromBinder` (plans) and `ExpressionBinder` with `OperatorBinder`, `CallBinder` and
/// `SubqueryBinder` (expressions); `Coercion` decides on types, `TableResolver` on names. Subqueries become dependent joins
/// at once; nothing here is optimised.
///
/// Parsed but refused with `NOT_SUPPORTED` here: window functions, QUALIFY, WINDOW, WITH RECURSIVE, UNNEST, table functions,
/// TABLESAMPLE, FETCH .. WITH TIES, AT TIME ZONE, array and row values and their access, columns of nested types, named
/// arguments, IGNORE NULLS, subqueries in the ON of a full join, aggregates over columns of an outer query alone, grouping
/// sets in a correlated subquery, a variable number of intervals, SHOW STATS, SHOW CREATE, CALL but for kill_query,
/// EXPLAIN of what is no query, and every statement that writes, defines or grants.
///
/// Imports planner.{sql,catalog,logical} and exec.{type,expression,function,error,plan}.
package dev.weir.planner.bind;
