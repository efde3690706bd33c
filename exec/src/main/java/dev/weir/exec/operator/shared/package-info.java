/// Subplans that are computed once and read several times: {@link dev.weir.exec.operator.shared.SharedResult}.
/// Imports batch and metrics; no other operator.
package dev.weir.exec.operator.shared;
