/// Aggregation: rows to groups, groups to accumulators, threads' results merged.
///
/// Read {@link dev.weir.exec.operator.aggregate.HashAggregation} (the breaker) and
/// {@link dev.weir.exec.operator.aggregate.PartialAggregation} (the streaming step), then
/// {@link dev.weir.exec.operator.aggregate.Grouping}, which both drive: a {@link dev.weir.exec.operator.aggregate.GroupTable}
/// numbers the groups, an {@link dev.weir.exec.operator.aggregate.Accumulator} a call keeps their states.
package dev.weir.exec.operator.aggregate;
