/// Rows between tasks over Arrow Flight, and without it within a process.
///
/// Read {@link dev.weir.worker.exchange.OutputBuffer} (what a task has made and nobody has taken yet),
/// {@link dev.weir.worker.exchange.OutputRegistry} (who made it), {@link dev.weir.worker.exchange.ExchangeProducer} and
/// `StreamSender` (sending), {@link dev.weir.worker.exchange.Exchange} and `RemoteStream` (reading). The consumer pulls;
/// back pressure is by credits, in bytes, so that a stream that nobody reads holds up no other. Must not import `task`,
/// `control` or `catalog`.
package dev.weir.worker.exchange;
