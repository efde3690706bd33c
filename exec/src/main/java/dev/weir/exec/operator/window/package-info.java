/// Window functions.
///
/// {@link dev.weir.exec.operator.window.WindowBuffer} collects rows in buckets by the partition's hash and sorts them by the
/// keys of `operator.sort`; {@link dev.weir.exec.operator.window.WindowResults} reads a bucket at a time: a
/// {@link dev.weir.exec.operator.window.BlockCutter} cuts the sorted rows into
/// {@link dev.weir.exec.operator.window.WindowBlock}s of whole partitions, {@link dev.weir.exec.operator.window.KeyChanges}
/// finds where partitions and peers begin, and a {@link dev.weir.exec.operator.window.WindowEvaluation} a call computes the
/// results, a batch of rows at a time: numbers ({@link dev.weir.exec.operator.window.Numbering}), values of other rows
/// ({@link dev.weir.exec.operator.window.OffsetValue}, {@link dev.weir.exec.operator.window.FrameValue}) and aggregates
/// ({@link dev.weir.exec.operator.window.FrameAggregate} with a {@link dev.weir.exec.operator.window.FrameState} and, for
/// frames that move in ways that cost, a {@link dev.weir.exec.operator.window.SegmentTree}).
/// {@link dev.weir.exec.operator.window.FrameRows} knows the frames. Where only the first rows of partitions are asked for,
/// {@link dev.weir.exec.operator.window.RowPruning} drops others before they are collected and
/// {@link dev.weir.exec.operator.window.FirstRows} after they are sorted.
///
/// Rows that wait to be sorted go to disk when memory is short, as any sort's do; a partition that is being computed has to
/// fit in memory.
///
/// Must not import the planner, the network or file formats.
package dev.weir.exec.operator.window;
