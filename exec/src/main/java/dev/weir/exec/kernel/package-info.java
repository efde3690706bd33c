/// Loops over columns: hash, gather, flatten, slice, concatenate, compact, compare. No operator state, no expressions.
///
/// Read {@link dev.weir.exec.kernel.Bitmaps} and {@link dev.weir.exec.kernel.PendingBuffers}, then
/// {@link dev.weir.exec.kernel.Gather}, {@link dev.weir.exec.kernel.Flatten} and the others. Vector API versions are in
/// `simd`, each beside a scalar twin here; {@link dev.weir.formats.memory.KernelMode} picks.
/// Must not import `operator`, `pipeline` or `evaluate`.
package dev.weir.exec.kernel;
