/// Joins: the build side is held and indexed, the probe side streams past it.
///
/// Read {@link dev.weir.exec.operator.join.HashJoinBuild} (collects the rows, picks a {@link dev.weir.exec.operator.join.JoinTable}),
/// {@link dev.weir.exec.operator.join.HashJoinProbe} (finds pairs a batch at a time), then
/// {@link dev.weir.exec.operator.join.UnmatchedBuildRows} (what the BUILD kinds keep). Joins without equal keys are the
/// NestedLoop classes. Runtime filters that a finished build side makes are the KeyFilter classes: made
/// (KeyFilters), sent to other tasks (KeyFilterCodec) and put together there (KeyFilterUnion).
package dev.weir.exec.operator.join;
