package dev.weir.coordinator.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private static final QueryException OVER = new QueryException(ErrorCode.QUERY_CANCELLED, "over");

    private long now;
    private final Map<String, Long> capacity = new HashMap<>(Map.of("sales", 1_000L));

    private static final class Client implements Occupant {
        boolean dawdles;
        long holds;

        @Override
        public boolean waitsForClient() {
            return dawdles;
        }

        @Override
        public Map<String, Long> memory() {
            return holds == 0 ? Map.of() : Map.of("sales", holds);
        }
    }

    private Admission admission(int running, int queued) {
        return new Admission(new AdmissionLimits(running, queued), pool -> capacity.getOrDefault(pool, 0L), () -> now);
    }

    private static Demand demand(String user, long memory) {
        return new Demand(user, "statement of " + user + memory, Demand.Size.LARGE, Map.of("sales", memory));
    }

    private static Place enter(Admission admission, String user, long memory) {
        return admission.enter(demand(user, memory), new Client());
    }

    private void look(Admission admission) {
        now += 1_000_000_000L;
        admission.look();
    }

    @Test
    void soManyRunAndTheNextComesInTurn() {
        Admission admission = admission(2, 10);
        Place first = enter(admission, "ann", 1);
        Place second = enter(admission, "ann", 1);
        Place third = enter(admission, "ann", 1);
        Place fourth = enter(admission, "ann", 1);
        assertTrue(first.isGranted() && second.isGranted());
        assertFalse(third.isGranted() || fourth.isGranted());
        assertEquals(2, admission.waiting());
        second.finish();
        assertTrue(third.isGranted());
        assertFalse(fourth.isGranted());
        third.leave(OVER);
        assertTrue(fourth.isGranted());
        first.finish();
        fourth.finish();
        assertEquals(0, admission.running());
        assertEquals(0, admission.waiting());
    }

    @Test
    void usersTakeTurns() {
        Admission admission = admission(2, 100);
        List<Place> running = new ArrayList<>(List.of(enter(admission, "ann", 1), enter(admission, "ann", 2)));
        List<Place> anns = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            anns.add(enter(admission, "ann", 10 + i));
        }
        Place bens = enter(admission, "ben", 1);
        Place cats = enter(admission, "cat", 1);
        running.get(0).finish();
        assertTrue(bens.isGranted(), "the user of whom nothing runs comes first");
        running.get(1).finish();
        assertTrue(cats.isGranted());
        Place bensNext = enter(admission, "ben", 2);
        bens.finish();
        assertTrue(anns.getFirst().isGranted(), "nothing of ann and ben runs; ben was served last");
        cats.finish();
        assertTrue(bensNext.isGranted());
        assertFalse(anns.get(1).isGranted());
    }

    @Test
    void memoryThatIsThoughtToBeNeededIsKeptFree() {
        Admission admission = admission(10, 10);
        Place first = enter(admission, "ann", 300);
        Place second = enter(admission, "ann", 300);
        Place third = enter(admission, "ann", 300);
        assertTrue(first.isGranted() && second.isGranted());
        assertFalse(third.isGranted());
        Place other = enter(admission, "ben", 100);
        assertTrue(other.isGranted(), "it fits beside the two");
        first.finish();
        assertTrue(third.isGranted());
    }

    @Test
    void aDemandBeyondThePoolRunsAllTheSame() {
        Admission admission = admission(10, 10);
        Place huge = enter(admission, "ann", 1_000_000);
        Place another = enter(admission, "ann", 1_000_000);
        Place third = enter(admission, "ann", 1_000_000);
        assertTrue(huge.isGranted() && another.isGranted());
        assertFalse(third.isGranted());
    }

    @Test
    void whatIsHeldCountsWhenItIsMore() {
        Admission admission = admission(10, 10);
        Client client = new Client();
        Place first = admission.enter(demand("ann", 1), client);
        client.holds = 750;
        look(admission);
        Place second = enter(admission, "ben", 100);
        assertTrue(first.isGranted());
        assertFalse(second.isGranted());
        client.holds = 100;
        look(admission);
        assertTrue(second.isGranted());
    }

    @Test
    void whatAStatementTookIsExpectedOfItTheNextTime() {
        Admission admission = admission(10, 10);
        Client client = new Client();
        Place first = admission.enter(demand("ann", 1), client);
        client.holds = 390;
        first.finish();
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            places.add(admission.enter(demand("ann", 1), new Client()));
        }
        assertTrue(places.get(1).isGranted());
        assertFalse(places.get(2).isGranted());
    }

    @Test
    void aLargeOneIsNotPassedForever() {
        Admission admission = admission(10, 1_000);
        Place running = enter(admission, "ann", 200);
        Place alsoRunning = enter(admission, "ann", 350);
        Place large = enter(admission, "ben", 350);
        assertFalse(large.isGranted());
        int passed = 0;
        Place small = enter(admission, "cat", 10);
        while (small.isGranted()) {
            passed++;
            small.finish();
            small = enter(admission, "cat", 10);
        }
        assertTrue(passed > 1 && passed < 20, "passed " + passed + " times");
        alsoRunning.finish();
        assertTrue(large.isGranted() && small.isGranted());
        running.finish();
    }

    @Test
    void smallOnesAndThoseThatReadNothingDoNotWaitBehindLargeOnes() {
        Admission admission = admission(1, 10);
        enter(admission, "ann", 700);
        assertFalse(enter(admission, "ann", 700).isGranted());
        assertTrue(admission.enter(new Demand("ann", "small", Demand.Size.SMALL, Map.of("sales", 5L)), new Client()).isGranted());
        assertTrue(admission.enter(new Demand("ann", "SELECT 1", Demand.Size.NOTHING, Map.of()), new Client()).isGranted());
    }

    @Test
    void tooManyAreRefusedWithAHint() {
        Admission admission = admission(1, 2);
        Place running = enter(admission, "ann", 1);
        enter(admission, "ann", 1);
        Place last = enter(admission, "ben", 1);
        QueryException refused = assertThrows(QueryException.class, () -> enter(admission, "cat", 1));
        assertEquals(ErrorCode.TOO_MANY_QUERIES, refused.code());
        assertTrue(refused.code().retryable());
        assertEquals(2, admission.waiting());
        last.leave(OVER);
        enter(admission, "cat", 1);
        running.finish();
        assertEquals(1, admission.waiting());
    }

    @Test
    void aClientThatDoesNotReadStopsNobody() {
        Admission admission = admission(1, 10);
        Client client = new Client();
        client.holds = 900;
        admission.enter(demand("ann", 900), client);
        Place second = enter(admission, "ben", 900);
        assertFalse(second.isGranted());
        client.dawdles = true;
        look(admission);
        assertTrue(second.isGranted());
    }

    @Test
    void aPoolThatIsGoneHoldsNobodyBack() {
        Admission admission = admission(10, 10);
        enter(admission, "ann", 400);
        enter(admission, "ann", 400);
        Place waiting = enter(admission, "ann", 400);
        assertFalse(waiting.isGranted());
        capacity.clear();
        look(admission);
        assertTrue(waiting.isGranted());
    }

    @Test
    void whoRanOutOfMemoryBesideOthersComesAgainAlone() {
        Admission admission = admission(10, 10);
        Place first = enter(admission, "ann", 100);
        assertNull(admission.alone(first), "there is nobody else");
        Place second = enter(admission, "ben", 100);
        Place small = admission.enter(new Demand("cat", "small", Demand.Size.SMALL, Map.of("sales", 5L)), new Client());
        Place again = admission.alone(first);
        assertFalse(again.isGranted());
        Place third = enter(admission, "ann", 100);
        assertFalse(third.isGranted(), "nobody passes it");
        second.finish();
        assertTrue(again.isGranted());
        assertFalse(third.isGranted());
        assertNull(admission.alone(again), "once");
        assertTrue(admission.enter(new Demand("cat", "small", Demand.Size.SMALL, Map.of("sales", 5L)), new Client()).isGranted());
        again.leave(OVER);
        assertTrue(third.isGranted());
        Place smallAgain = admission.alone(small);
        assertFalse(smallAgain.isGranted());
        third.finish();
        assertTrue(smallAgain.isGranted());
    }

    @Test
    void whoLeavesTheQueueIsWoken() {
        Admission admission = new Admission(new AdmissionLimits(1, 10), capacity::get);
        Place running = enter(admission, "ann", 1);
        Place waiting = enter(admission, "ann", 1);
        CompletableFuture<Void> waiter = CompletableFuture.runAsync(waiting::await, task -> Thread.ofVirtual().start(task));
        waiting.leave(new QueryException(ErrorCode.QUERY_TIMEOUT, "late"));
        QueryException reason = QueryException.wrap(assertThrows(Exception.class, () -> waiter.get(5, TimeUnit.SECONDS)));
        assertEquals(ErrorCode.QUERY_TIMEOUT, reason.code());
        running.finish();
        Place next = enter(admission, "ann", 1);
        next.await();
        assertEquals(1, admission.running());
    }

    @Test
    void nobodyIsForgottenWhateverHappens() {
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            Admission admission = admission(1 + random.nextInt(4), 1_000);
            List<Place> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(admission.enter(demand("user" + random.nextInt(5), random.nextInt(1_500)), new Client()));
                if (random.nextInt(3) == 0) {
                    Place one = all.remove(random.nextInt(all.size()));
                    one.leave(OVER);
                }
            }
            Collections.shuffle(all, random);
            while (!all.isEmpty()) {
                Place granted = all.stream().filter(Place::isGranted).findFirst().orElseThrow(() -> new AssertionError("nobody runs"));
                all.remove(granted);
                granted.finish();
            }
            assertEquals(0, admission.waiting() + admission.running());
        }
    }
}
