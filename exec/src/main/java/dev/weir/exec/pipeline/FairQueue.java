package dev.weir.exec.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Decides whose quantum is next among queries that share threads. Knows no clock and no thread: times are arguments, so
/// that a test can play hours through in a moment. Not safe for several threads; {@link WorkerPool} guards it.
///
/// The turn goes to the lane that has used the least time lately, whatever the number of its tasks. Use halves every
/// {@link #HALF_LIFE_NANOS}, so a query that just came passes those that have been running, and an interactive one that
/// pauses between its quanta stays ahead. What runs counts as used already, so that two threads do not both take the
/// same lane. None is forgotten: every {@link #AGING}th turn goes to the lane that has waited longest.
final class FairQueue {
    static final long HALF_LIFE_NANOS = 2_000_000_000L;
    static final int AGING = 16;

    private final List<Lane> waiting = new ArrayList<>();
    private long turns;

    /// The quanta of one query, in the order in which they came.
    static final class Lane {
        private final ArrayDeque<Runnable> quanta = new ArrayDeque<>();
        private double used;
        private long usedAt;
        private long waitingSince;
        private int running;

        /// Time used lately, of all threads: what running quanta will use is taken to be a quantum each.
        private double used(long now) {
            double lately = used == 0 ? 0 : used * Math.exp(-Math.log(2) * (now - usedAt) / HALF_LIFE_NANOS);
            return lately + (double) running * Driver.QUANTUM_NANOS;
        }

        private void charge(long nanos, long now) {
            int others = running;
            running = 0;
            used = used(now) + nanos;
            usedAt = now;
            running = others;
        }
    }

    /// @param lane to be given back by {@link #end}
    record Turn(Lane lane, Runnable quantum) {}

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(Lane lane, Runnable quantum, long now) {
        if (lane.quanta.isEmpty()) {
            waiting.add(lane);
            lane.waitingSince = now;
        }
        lane.quanta.add(quantum);
    }

    /// Takes the next quantum; null when there is none.
    Turn next(long now) {
        if (waiting.isEmpty()) {
            return null;
        }
        Lane lane = pick(now);
        Runnable quantum = lane.quanta.poll();
        lane.running++;
        if (lane.quanta.isEmpty()) {
            waiting.remove(lane);
        } else {
            lane.waitingSince = now;
        }
        return new Turn(lane, quantum);
    }

    /// Charges a lane for a quantum that it had.
    void end(Lane lane, long nanos, long now) {
        lane.running--;
        lane.charge(nanos, now);
    }

    private Lane pick(long now) {
        boolean oldest = ++turns % AGING == 0;
        Lane best = waiting.getFirst();
        double least = oldest ? 0 : best.used(now);
        for (int i = 1; i < waiting.size(); i++) {
            Lane candidate = waiting.get(i);
            if (oldest) {
                best = candidate.waitingSince - best.waitingSince < 0 ? candidate : best;
            } else {
                double used = candidate.used(now);
                if (used < least) {
                    best = candidate;
                    least = used;
                }
            }
        }
        return best;
    }
}
