package dev.weir.coordinator.admission;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/// Lets queries in while there is memory for them and not too many run, and queues the others.
///
/// A query counts with what it is thought to need, or with what it was seen to hold when that is more; a single demand counts
/// with half of a pool at most, since queries spill: two of them always go together. A query whose client does not read
/// counts no longer as running, so that forgotten result sets stop nobody. If nothing runs, the next one goes whatever it needs.
/// Small queries have places of their own, and those that read nothing need none. A query that runs out of memory all the
/// same, beside others, may come again {@link #alone}.
public final class Admission {
    /// Of a pool: the rest is for scans and exchanges, whose needs nobody estimates.
    private static final double SHARE = 0.8;
    private static final double MOST_OF_ONE = 0.5;
    private static final long LEAST_BETWEEN_LOOKS_NANOS = 50_000_000L;

    private final AdmissionLimits limits;
    private final ToLongFunction<String> capacity;
    private final LongSupplier nanos;
    private final PastDemands past = new PastDemands();
    private final Lane large;
    private final Lane small;
    private long looked;

    /// @param capacity bytes of a pool of memory, in the process that has least; 0 when nothing is known of it
    public Admission(AdmissionLimits limits, ToLongFunction<String> capacity) {
        this(limits, capacity, System::nanoTime);
    }

    Admission(AdmissionLimits limits, ToLongFunction<String> capacity, LongSupplier nanos) {
        this.limits = limits;
        this.capacity = capacity;
        this.nanos = nanos;
        this.large = new Lane(limits.running());
        this.small = new Lane(limits.small());
        this.looked = nanos.getAsLong();
    }

    /// Asks for a place; answers at once. Throws TOO_MANY_QUERIES when as many wait as may.
    public synchronized Place enter(Demand demand, Occupant occupant) {
        Place place = new Place(this, demand, past.of(demand), occupant);
        if (demand.size() == Demand.Size.NOTHING) {
            place.grant();
            return place;
        }
        Lane lane = lane(place);
        lane.add(place);
        grant(lane);
        if (!place.isGranted() && large.waiting() + small.waiting() > limits.queued()) {
            lane.remove(place);
            throw new QueryException(ErrorCode.TOO_MANY_QUERIES, "Too many queries: " + lane.inside().size() + " run and " + limits.queued() + " wait")
                    .withHint("try again later; --max-running-queries and --max-queued-queries of the coordinator set the limits");
        }
        return place;
    }

    /// Gives up the place of a query that ran out of memory beside others, for one that it will have to itself; null when
    /// it was the only one, so that it would fare no better.
    public synchronized Place alone(Place place) {
        if (!place.shared || place.alone) {
            return null;
        }
        lane(place).remove(place);
        Place again = new Place(this, place.demand.large(), place.needed, place.occupant);
        again.alone = true;
        large.addFirst(again);
        grant(large);
        grant(small);
        return again;
    }

    /// Looks again at what running queries hold and who still runs.
    void look() {
        List<Place> inside = new ArrayList<>();
        synchronized (this) {
            if (nanos.getAsLong() - looked < LEAST_BETWEEN_LOOKS_NANOS) {
                return;
            }
            looked = nanos.getAsLong();
            inside.addAll(large.inside());
            inside.addAll(small.inside());
        }
        List<Map<String, Long>> seen = new ArrayList<>(inside.size());
        for (Place place : inside) {
            // Not under the lock: it may ask who knows.
            seen.add(place.occupant.memory());
        }
        synchronized (this) {
            for (int i = 0; i < inside.size(); i++) {
                inside.get(i).observed = seen.get(i);
            }
            grant(large);
            grant(small);
        }
    }

    synchronized void leave(Place place) {
        lane(place).remove(place);
        grant(large);
        grant(small);
    }

    synchronized void finish(Place place, Map<String, Long> taken) {
        if (place.demand.size() == Demand.Size.LARGE) {
            past.learn(place.demand, taken);
        }
        leave(place);
    }

    /// Queries that wait.
    public synchronized int waiting() {
        return large.waiting() + small.waiting();
    }

    /// Queries that hold a place, without those that need none.
    public synchronized int running() {
        return large.inside().size() + small.inside().size();
    }

    private Lane lane(Place place) {
        return switch (place.demand.size()) {
            case LARGE -> large;
            case NOTHING, SMALL -> small;
        };
    }

    private void grant(Lane lane) {
        for (Place next = lane.next(this::fits); next != null; next = lane.next(this::fits)) {
            next.grant();
            boolean shared = large.inside().size() + small.inside().size() > 1;
            large.inside().forEach(place -> place.shared |= shared);
            small.inside().forEach(place -> place.shared |= shared);
        }
    }

    private boolean fits(Place place) {
        for (Place other : large.inside()) {
            if ((place.alone || other.alone && place.demand.size() == Demand.Size.LARGE) && !other.occupant.waitsForClient()) {
                return false;
            }
        }
        if (place.demand.size() != Demand.Size.LARGE || large.active() == 0) {
            return true;
        }
        for (String pool : place.needed.keySet()) {
            long room = capacity.applyAsLong(pool);
            long most = (long) (MOST_OF_ONE * SHARE * room);
            long held = 0;
            for (Place other : large.inside()) {
                held += Math.max(Math.min(most, other.needed.getOrDefault(pool, 0L)), other.observed.getOrDefault(pool, 0L));
            }
            // A pool that nobody knows of is of a domain that is gone: the query is to hear that, not to wait for it.
            if (room > 0 && held > 0 && held + Math.min(most, place.needed.get(pool)) > SHARE * room) {
                return false;
            }
        }
        return true;
    }
}
