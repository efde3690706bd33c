/// What rules ask of expressions: conjuncts, used columns, replacement, does it reject NULLs, constant folding. Whether
/// they can fail is answered by exec.expression.ExpressionFacts.
///
/// Each file answers one question. Imports exec.{expression,type,function} and the logical plan; no rule.
package dev.weir.planner.optimize.expression;
