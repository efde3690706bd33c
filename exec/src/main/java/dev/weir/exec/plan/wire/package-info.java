/// Plans, splits and errors to and from protobuf.
///
/// Read {@link dev.weir.exec.plan.wire.PlanCodec}, then {@link dev.weir.exec.plan.wire.PlanDecoder} with
/// {@link dev.weir.exec.plan.wire.PlanCheck} and {@link dev.weir.exec.plan.wire.ExpressionCheck}: what arrives is checked
/// before anything runs, since kernels trust the types and positions of a plan with addresses. The only package of exec
/// that imports proto.
package dev.weir.exec.plan.wire;
