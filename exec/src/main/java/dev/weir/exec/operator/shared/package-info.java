/// Subplans that are computed once and read several times: {@link dev.weir.exec.operator.shared.SharedResult}.
package dev.weir.exec.operator.shared;
