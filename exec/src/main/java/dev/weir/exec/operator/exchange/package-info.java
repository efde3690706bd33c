/// Rows between stages: the seams {@link dev.weir.exec.operator.exchange.ExchangeSource} and
/// {@link dev.weir.exec.operator.exchange.ExchangeSink}, and the operators that use them. Implemented in process here and
/// over Flight by `worker.exchange`.
package dev.weir.exec.operator.exchange;
