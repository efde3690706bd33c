package dev.weir.exec.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

final class FairQueueTest {
    private static final long MILLI = 1_000_000L;

    /// Threads and queries on a clock of its own.
    private static final class Machine {
        final FairQueue queue = new FairQueue();
        final int threads;
        final PriorityQueue<Busy> busy = new PriorityQueue<>(Comparator.comparingLong(Busy::until));
        long now;

        record Busy(long since, long until, FairQueue.Lane lane, Query query) {}

        Machine(int threads) {
            this.threads = threads;
        }

        Query query(int tasks, long quanta) {
            return new Query(this, tasks, quanta);
        }

        /// Runs until a time, or until nothing is left to do.
        void runUntil(long end) {
            while (true) {
                while (busy.size() < threads) {
                    FairQueue.Turn turn = queue.next(now);
                    if (turn == null) {
                        break;
                    }
                    turn.quantum().run();
                }
                if (busy.isEmpty() || busy.peek().until() > end) {
                    now = Math.max(now, end);
                    return;
                }
                Busy done = busy.poll();
                now = done.until();
                queue.end(done.lane(), done.until() - done.since(), now);
                done.query().quantumEnded();
            }
        }
    }

    /// So many tasks that take quanta of ten milliseconds from one supply.
    private static final class Query {
        final Machine machine;
        final FairQueue.Lane lane = new FairQueue.Lane();
        long left;
        long running;
        long quanta;
        long endedAt = -1;

        Query(Machine machine, int tasks, long quanta) {
            this.machine = machine;
            this.left = quanta;
            for (int i = 0; i < tasks; i++) {
                submit();
            }
        }

        private void submit() {
            if (left > 0) {
                left--;
                running++;
                machine.queue.add(lane, () -> machine.busy.add(new Machine.Busy(machine.now, machine.now + 10 * MILLI, lane, this)), machine.now);
            }
        }

        void quantumEnded() {
            running--;
            quanta++;
            submit();
            if (left == 0 && running == 0) {
                endedAt = machine.now;
            }
        }
    }

    @Test
    void aShortQueryPassesLongOnes() {
        Machine machine = new Machine(2);
        List<Query> longOnes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            longOnes.add(machine.query(2, 100_000));
        }
        machine.runUntil(10_000 * MILLI);
        long came = machine.now;
        Query shortOne = machine.query(1, 5);
        machine.runUntil(12_000 * MILLI);
        assertTrue(shortOne.endedAt > 0 && shortOne.endedAt - came <= 70 * MILLI, "took " + (shortOne.endedAt - came) / MILLI + " ms");
        assertTrue(longOnes.stream().allMatch(query -> query.endedAt < 0));
    }

    @Test
    void queriesHaveEqualPartsWhateverTheNumberOfTheirTasks() {
        Machine machine = new Machine(4);
        Query wide = machine.query(64, 1_000_000);
        Query narrow = machine.query(4, 1_000_000);
        Query third = machine.query(8, 1_000_000);
        machine.runUntil(60_000 * MILLI);
        long all = wide.quanta + narrow.quanta + third.quanta;
        assertEquals(24_000, all, 10);
        for (Query query : List.of(wide, narrow, third)) {
            // Every 16th turn goes by waiting time alone.
            assertTrue(Math.abs(query.quanta - all / 3.0) < all * 0.05, wide.quanta + ", " + narrow.quanta + ", " + third.quanta);
        }
    }

    @Test
    void oneThreadAQueryWhileBothHaveWork() {
        Machine machine = new Machine(2);
        Query first = machine.query(2, 1_000);
        Query second = machine.query(2, 1_000);
        machine.runUntil(5_000 * MILLI);
        assertTrue(Math.abs(first.quanta - second.quanta) <= 40, first.quanta + " and " + second.quanta);
    }

    @Test
    void aLongQueryIsNotForgottenUnderAFloodOfShortOnes() {
        Machine machine = new Machine(1);
        Query longOne = machine.query(1, 1_000_000);
        machine.runUntil(1_000 * MILLI);
        long before = longOne.quanta;
        for (int i = 0; i < 1_000; i++) {
            machine.query(1, 1);
            machine.runUntil(machine.now + 10 * MILLI);
        }
        long had = longOne.quanta - before;
        assertTrue(had >= 1_000 / FairQueue.AGING / 2, "quanta of the long query: " + had);
    }

    @Test
    void useIsForgottenInTime() {
        Machine machine = new Machine(1);
        Query old = machine.query(1, 500);
        machine.runUntil(5_000 * MILLI);
        assertEquals(5_000 * MILLI, old.endedAt);
        // The same query goes on much later, beside one that has just had its share.
        machine.now += 60_000 * MILLI;
        Query other = machine.query(1, 10_000);
        machine.runUntil(machine.now + 1_000 * MILLI);
        long came = machine.now;
        old.left = 20;
        old.endedAt = -1;
        old.submit();
        machine.runUntil(came + 1_000 * MILLI);
        assertTrue(old.endedAt - came <= 250 * MILLI, "took " + (old.endedAt - came) / MILLI + " ms");
        assertTrue(other.quanta > 0);
    }

    @Test
    void nothingComesOfNothing() {
        FairQueue queue = new FairQueue();
        assertTrue(queue.isEmpty());
        assertNull(queue.next(0));
    }
}
