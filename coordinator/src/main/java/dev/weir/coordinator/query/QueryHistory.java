package dev.weir.coordinator.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/// The running queries and the latest ended ones, newest first: `system.runtime.queries`, the console, KILL.
public final class QueryHistory {
    private static final int KEPT = 500;

    private final Deque<QueryExecution> queries = new ArrayDeque<>();

    synchronized void add(QueryExecution query) {
        queries.addFirst(query);
        Iterator<QueryExecution> oldest = queries.descendingIterator();
        while (queries.size() > KEPT && oldest.hasNext()) {
            if (oldest.next().state().isFinal()) {
                oldest.remove();
            }
        }
    }

    public synchronized List<QueryExecution> all() {
        return new ArrayList<>(queries);
    }

    public Optional<QueryExecution> find(String id) {
        for (QueryExecution query : all()) {
            if (query.id().equals(id)) {
                return Optional.of(query);
            }
        }
        return Optional.empty();
    }
}
