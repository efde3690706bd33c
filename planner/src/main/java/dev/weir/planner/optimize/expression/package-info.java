/// What rules ask of expressions: conjuncts, used columns, replacement, can it fail, does it reject NULLs, constant folding.
///
/// Each file answers one question. Imports exec.{expression,type,function} and the logical plan; no rule.
package dev.weir.planner.optimize.expression;
