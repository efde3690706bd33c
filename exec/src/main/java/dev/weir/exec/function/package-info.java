/// What functions there are: one constant a function, in `scalar`, `aggregate` and `window`, listed in
/// {@link dev.weir.exec.function.FunctionRegistry}.
///
/// The planner resolves names here, execution finds the kernels here: a function lives in one place.
package dev.weir.exec.function;
