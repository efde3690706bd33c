/// Runs expressions over batches.
///
/// {@link dev.weir.exec.evaluate.ScalarKernel} is what a function provides. Imports batch, expression, function, kernel, type, error.
package dev.weir.exec.evaluate;
