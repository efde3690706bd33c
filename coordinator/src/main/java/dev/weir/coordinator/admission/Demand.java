package dev.weir.coordinator.admission;

import java.util.Map;

/// What a query is thought to need.
///
/// @param user      between whom turns are fair
/// @param statement its text: what it took the last time is a better guess than any
/// @param memory    bytes by pool of memory, in each process that shares one
public record Demand(String user, String statement, Size size, Map<String, Long> memory) {
    /// How long a query may keep others waiting.
    public enum Size {
        /// Reads no domain's data: constants, system tables. Never waits.
        NOTHING,
        /// Reads a little: waits behind others of its kind only.
        SMALL,
        LARGE
    }

    Demand large() {
        return new Demand(user, statement, Size.LARGE, memory);
    }

    public Demand {
        memory = Map.copyOf(memory);
    }
}
