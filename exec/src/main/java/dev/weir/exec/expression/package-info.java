/// Expressions after binding: typed, free of names and of subqueries.
///
/// {@link dev.weir.exec.expression.Expression} is the whole tree. A {@link dev.weir.exec.expression.Expression.Column} is a
/// number: unique column ids in the logical plan, positions of the input in the physical plan.
/// {@link dev.weir.exec.expression.ExpressionFacts} answers what planner and execution both ask: can it fail, does it say the
/// same twice; {@link dev.weir.exec.expression.Origin} where it was written. Imports type, function, error.
package dev.weir.exec.expression;
