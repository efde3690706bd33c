/// One file a scalar function (or a family that shares its kernel), listed in {@link dev.weir.exec.function.scalar.ScalarFunctions}.
///
/// Read {@link dev.weir.exec.function.scalar.FunctionBuilder} (how a function is declared) and
/// {@link dev.weir.exec.function.scalar.RowKernel} (how most run), then any function. Imports batch, kernel, type, error,
/// `evaluate.ScalarKernel` and `evaluate.cast`; not the evaluator, plans or operators.
package dev.weir.exec.function.scalar;
