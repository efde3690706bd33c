/// Loops over columns: hash, gather, flatten, slice, concatenate, compact. No operator state, no expressions.
///
/// Vector API versions are in `simd`. Must not import `operator`, `pipeline` or `evaluate`.
package dev.weir.exec.kernel;
