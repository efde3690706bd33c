package dev.weir.coordinator.catalog;

/// Whether a domain can be asked now.
public enum DomainState {
    /// At least one of its workers is alive.
    LIVE,
    /// What it last announced is still known; its data cannot be reached.
    UNREACHABLE
}
