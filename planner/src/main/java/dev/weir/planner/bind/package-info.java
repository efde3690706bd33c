/// Gives names, types and structure to a syntax tree: statement in, logical plan out.
///
/// Read {@link dev.weir.planner.bind.Binder} (the way in), {@link dev.weir.planner.bind.BoundStatement} (what comes out),
/// then `QueryBinder`, `SelectBinder`, `FromBinder` (plans) and `ExpressionBinder` with `OperatorBinder`, `CallBinder` and
/// `SubqueryBinder` (expressions); `Coercion` decides on types, `TableResolver` on names. Subqueries become dependent joins
/// at once; nothing here is optimised. Imports planner.{sql,catalog,logical} and exec.{type,expression,function,error,plan}.
package dev.weir.planner.bind;
