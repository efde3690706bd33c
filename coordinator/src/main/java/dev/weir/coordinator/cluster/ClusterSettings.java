package dev.weir.coordinator.cluster;

import java.time.Duration;

/// How the coordinator keeps an eye on workers.
///
/// @param beat    how often workers tell that they live
/// @param limit   silence after which a worker is lost
/// @param redials how long a broken connection may take to come back before the worker is lost
public record ClusterSettings(Duration beat, Duration limit, Duration redials) {
    public static final ClusterSettings DEFAULT = new ClusterSettings(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMillis(500));
}
