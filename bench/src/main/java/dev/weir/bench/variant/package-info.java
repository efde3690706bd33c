/// The TPC-H suite in disguise: other names, constants, join orders and files, all by seed, so that nothing can be made for
/// the benchmark's own.
///
/// Read {@link dev.weir.bench.variant.Variant}, {@link dev.weir.bench.variant.QueryVariation},
/// {@link dev.weir.bench.variant.VariantRun}.
package dev.weir.bench.variant;
