/// What governance costs: queries over governed tables beside the same queries with filter and masks written by hand.
///
/// Read {@link dev.weir.bench.governed.GovernedLineitem}, {@link dev.weir.bench.governed.PairedRun}.
package dev.weir.bench.governed;
