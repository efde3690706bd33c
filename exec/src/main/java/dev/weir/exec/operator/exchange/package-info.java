/// Rows between stages: the seams {@link dev.weir.exec.operator.exchange.ExchangeSource} and
/// {@link dev.weir.exec.operator.exchange.ExchangeSink}, and the operators that use them. Implemented in process here
/// ({@link dev.weir.exec.operator.exchange.LocalExchange}) and over Flight by `worker.exchange`.
///
/// Then read {@link dev.weir.exec.operator.exchange.ExchangeSinkFactory},
/// {@link dev.weir.exec.operator.exchange.ExchangeSourceFactory}, and {@link dev.weir.exec.operator.exchange.ArrowBatches} for
/// what leaves the process. Must not import Flight or gRPC.
package dev.weir.exec.operator.exchange;
