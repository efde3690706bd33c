/// The physical plan: what is shipped to a worker. A record a node says *what*; `exec.operator` says *how*.
///
/// Read {@link dev.weir.exec.plan.PhysicalPlan}, then {@link dev.weir.exec.plan.Fragment}. Columns of an expression are
/// positions in the node's input. `wire.PlanCodec` turns all of it to and from protobuf.
package dev.weir.exec.plan;
