package dev.weir.coordinator.admission;

import java.util.LinkedHashMap;
import java.util.Map;

/// Remembers what the latest statements took. Guarded by {@link Admission}.
final class PastDemands {
    private static final int KEPT = 1_000;

    /// Who sees what differs by user, and so does what it takes.
    private record Key(String user, String statement) {}

    private final Map<Key, Map<String, Long>> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Map<String, Long>> eldest) {
            return size() > KEPT;
        }
    };

    void learn(Demand demand, Map<String, Long> taken) {
        if (!taken.isEmpty()) {
            known.put(new Key(demand.user(), demand.statement()), Map.copyOf(taken));
        }
    }

    /// What it took the last time, else what was estimated.
    Map<String, Long> of(Demand demand) {
        Map<String, Long> past = known.get(new Key(demand.user(), demand.statement()));
        return past == null ? demand.memory() : past;
    }
}
