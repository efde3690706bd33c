/// Operators that count rows: {@link dev.weir.exec.operator.limit.LimitFactory},
/// {@link dev.weir.exec.operator.limit.RepeatFactory}, {@link dev.weir.exec.operator.limit.SingleRow}.
package dev.weir.exec.operator.limit;
