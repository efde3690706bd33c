/// Results on their way from a worker to a client without being decoded.
///
/// Read {@link dev.weir.coordinator.relay.FlightMessage} (a message as it lies in the transport's buffers),
/// {@link dev.weir.coordinator.relay.WireGet} (how one is received), {@link dev.weir.coordinator.relay.WireBatch} and
/// {@link dev.weir.coordinator.relay.RelayedFlight} (how one is sent). Imports gRPC, Flight and coordinator.query's
/// `ResultBatch`; knows neither queries nor workers.
package dev.weir.coordinator.relay;
