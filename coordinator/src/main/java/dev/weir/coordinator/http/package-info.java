/// HTTP of the coordinator: {@link dev.weir.coordinator.http.HealthServer} answers health and readiness. Imports nothing of ours.
package dev.weir.coordinator.http;
