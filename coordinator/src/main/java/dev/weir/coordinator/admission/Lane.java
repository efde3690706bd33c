package dev.weir.coordinator.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Places of one kind with a queue for each user. Guarded by {@link Admission}.
///
/// The turn is that of the user of whom least runs, then of the one who was served longest ago; one user's queries go in
/// the order in which they came. A query that does not fit lets others by, but only so often: then nobody enters until it does.
final class Lane {
    private static final int MOST_PASSED = 8;

    private final int limit;
    private final Map<String, Deque<Place>> queues = new LinkedHashMap<>();
    private final Map<String, Long> served = new HashMap<>();
    private final List<Place> inside = new ArrayList<>();
    private long turn;

    Lane(int limit) {
        this.limit = limit;
    }

    List<Place> inside() {
        return inside;
    }

    int waiting() {
        int sum = 0;
        for (Deque<Place> queue : queues.values()) {
            sum += queue.size();
        }
        return sum;
    }

    /// Queries inside that do more than wait for their client.
    int active() {
        int active = 0;
        for (Place place : inside) {
            active += place.occupant.waitsForClient() ? 0 : 1;
        }
        return active;
    }

    void add(Place place) {
        queues.computeIfAbsent(place.demand.user(), _ -> new ArrayDeque<>()).add(place);
    }

    /// Before all others of its user; nobody passes it.
    void addFirst(Place place) {
        place.passed = MOST_PASSED;
        queues.computeIfAbsent(place.demand.user(), _ -> new ArrayDeque<>()).addFirst(place);
    }

    void remove(Place place) {
        inside.remove(place);
        Deque<Place> queue = queues.get(place.demand.user());
        if (queue != null) {
            queue.remove(place);
            forget(place.demand.user(), queue);
        }
    }

    /// Moves the next one inside; null when nobody may enter.
    Place next(Predicate<Place> fits) {
        if (queues.isEmpty() || active() >= limit) {
            return null;
        }
        List<Place> passed = new ArrayList<>();
        for (String user : turns()) {
            Deque<Place> queue = queues.get(user);
            Place head = queue.peek();
            if (fits.test(head)) {
                for (Place other : passed) {
                    other.passed++;
                }
                queue.poll();
                inside.add(head);
                served.put(user, ++turn);
                forget(user, queue);
                return head;
            }
            if (head.passed >= MOST_PASSED) {
                return null;
            }
            passed.add(head);
        }
        return null;
    }

    private List<String> turns() {
        Map<String, Integer> running = new HashMap<>();
        for (Place place : inside) {
            if (!place.occupant.waitsForClient()) {
                running.merge(place.demand.user(), 1, Integer::sum);
            }
        }
        List<String> users = new ArrayList<>(queues.keySet());
        users.sort(Comparator.<String>comparingInt(user -> running.getOrDefault(user, 0)).thenComparingLong(user -> served.getOrDefault(user, 0L)));
        return users;
    }

    /// Drops a user of whom nothing waits. When he was served last is remembered, unless there are very many.
    private void forget(String user, Deque<Place> queue) {
        if (queue.isEmpty()) {
            queues.remove(user);
        }
        if (served.size() > 1_000) {
            served.keySet().retainAll(queues.keySet());
        }
    }
}
