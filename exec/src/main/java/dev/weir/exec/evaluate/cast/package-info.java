/// Conversions between types.
///
/// {@link dev.weir.exec.evaluate.cast.Casts} picks the kernel: vectorised for numbers, and for all other pairs a value at
/// a time by {@link dev.weir.exec.evaluate.cast.ValueCast} with {@link dev.weir.exec.evaluate.cast.TextParser} and
/// {@link dev.weir.exec.evaluate.cast.TextFormatter}. Imports batch, kernel, type, error; not the evaluator's operations.
package dev.weir.exec.evaluate.cast;
