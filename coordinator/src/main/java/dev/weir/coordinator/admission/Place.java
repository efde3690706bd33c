package dev.weir.coordinator.admission;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One query's place, in the queue or among those that run.
public final class Place {
    private static final long LOOK_MILLIS = 200;

    private final Admission admission;
    private final CompletableFuture<Void> granted = new CompletableFuture<>();
    final Demand demand;
    final Occupant occupant;
    /// Guarded by the admission, as all below.
    Map<String, Long> needed;
    Map<String, Long> observed = Map.of();
    /// How often a later one was let in before this one.
    int passed;
    /// Whether there was ever another one inside with it.
    boolean shared;
    /// Whether it is to be the only one.
    boolean alone;

    Place(Admission admission, Demand demand, Map<String, Long> needed, Occupant occupant) {
        this.admission = admission;
        this.demand = demand;
        this.needed = needed;
        this.occupant = occupant;
    }

    public boolean isGranted() {
        return granted.isDone() && !granted.isCompletedExceptionally();
    }

    /// Waits until the query may run; throws the reason with which it left meanwhile.
    public void await() {
        while (true) {
            try {
                granted.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException still) {
                // Memory that running queries turn out not to need, clients that do not read, lost workers: nobody tells.
                admission.look();
            } catch (ExecutionException left) {
                throw QueryException.wrap(left.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                QueryException reason = new QueryException(ErrorCode.QUERY_CANCELLED, "Interrupted while the query was queued", e);
                leave(reason);
                throw reason;
            }
        }
    }

    /// Gives the place up, whether granted or not. May be called more than once.
    ///
    /// @param reason for a thread that waits in {@link #await}
    public void leave(QueryException reason) {
        admission.leave(this);
        granted.completeExceptionally(reason);
    }

    /// Gives the place up after all went well, and remembers what the query took.
    public void finish() {
        admission.finish(this, occupant.memory());
        granted.complete(null);
    }

    void grant() {
        granted.complete(null);
    }
}
