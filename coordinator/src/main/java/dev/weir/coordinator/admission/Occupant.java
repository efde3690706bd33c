package dev.weir.coordinator.admission;

import java.util.Map;

/// A query that was let in, as far as others have to wait for it.
public interface Occupant {
    /// Whether its client is in no hurry to read: it has rows in hand and did not ask for more for a while. Takes no lock.
    boolean waitsForClient();

    /// Bytes by pool that it was seen to hold at most, in one process; empty while nothing is known.
    Map<String, Long> memory();
}
