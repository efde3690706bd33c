/// Off-heap memory as kernels see it: absolute addresses read through one native segment.
///
/// {@link dev.weir.formats.memory.Memory} is the only place that turns a number into memory. Both formats and exec use it,
/// so it stands in the lower of the two. Imports nothing of ours.
package dev.weir.formats.memory;
