package dev.weir.worker.exchange;

import java.util.LinkedHashMap;
import java.util.Map;

/// Remembers the last queries that ended here, as many as it has room for.
public final class RecentQueries {
    private final Map<String, Boolean> names;

    public RecentQueries(int room) {
        this.names = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > room;
            }
        };
    }

    public synchronized void add(String query) {
        names.put(query, Boolean.TRUE);
    }

    public synchronized boolean contains(String query) {
        return names.containsKey(query);
    }
}
