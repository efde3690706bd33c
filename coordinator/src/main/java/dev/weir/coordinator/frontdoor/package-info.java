/// The front door: Arrow Flight SQL, as the stock JDBC driver speaks it.
///
/// Read {@link dev.weir.coordinator.frontdoor.FlightSqlFrontDoor} (which call does what), then
/// {@link dev.weir.coordinator.frontdoor.Sessions}, {@link dev.weir.coordinator.frontdoor.ResultRelay},
/// {@link dev.weir.coordinator.frontdoor.Metadata}. Imports coordinator.query and planner.catalog; knows no worker.
package dev.weir.coordinator.frontdoor;
