/// The life of a query: sessions, preparing, running, results, history.
///
/// Read {@link dev.weir.coordinator.query.QueryService}, {@link dev.weir.coordinator.query.QueryExecution},
/// {@link dev.weir.coordinator.query.QueryBackend} (who runs the stages). Imports planner and exec.{plan,type,expression,error,metrics};
/// knows neither Flight nor the CLI, which both call in here.
package dev.weir.coordinator.query;
