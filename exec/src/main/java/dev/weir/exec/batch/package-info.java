/// Columns and batches: what flows between operators.
///
/// Read {@link dev.weir.exec.batch.Column} (its three forms), then {@link dev.weir.exec.batch.Batch}.
/// Batches carry no selection: filters make selections, and gather the survivors before they hand them on.
package dev.weir.exec.batch;
