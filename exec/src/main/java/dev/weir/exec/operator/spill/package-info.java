/// Rows on local disk: what aggregations, joins, sorts and shared results write when memory is short.
///
/// Read {@link dev.weir.exec.operator.spill.SpillFile} (one file, without a name), {@link dev.weir.exec.operator.spill.SpillBlock}
/// (what is remembered of a few thousand rows in it), {@link dev.weir.exec.operator.spill.SpillWriter} and
/// {@link dev.weir.exec.operator.spill.SpillReader} (rows to blocks and back), then
/// {@link dev.weir.exec.operator.spill.SpilledPartitions}: rows by the hash of their keys, so that each partition can be
/// worked on by itself. Reads and writes wait for the disk on the pool's threads: in the usual case that is a copy to the
/// system's cache. Imports of formats only memory and compress.
package dev.weir.exec.operator.spill;
