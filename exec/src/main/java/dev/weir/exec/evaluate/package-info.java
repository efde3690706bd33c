/// Runs expressions over batches.
///
/// Read {@link dev.weir.exec.evaluate.Evaluator} and {@link dev.weir.exec.evaluate.Predicate}, what operators use; then
/// `ExpressionCompiler` (values) and `TruthCompiler` (conditions), which turn each form of expression into an `Operation`
/// or a `Truth`. A truth writes two bitmaps, TRUE and NULL, so that three-valued logic is word arithmetic.
/// {@link dev.weir.exec.evaluate.ScalarKernel} is what a function provides. Imports batch, expression, function, kernel,
/// type, error; never operators or plans.
package dev.weir.exec.evaluate;
