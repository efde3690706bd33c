/// HTTP of the coordinator: health and readiness so far; REST and console come here.
package dev.weir.coordinator.http;
