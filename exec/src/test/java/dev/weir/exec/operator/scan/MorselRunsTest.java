package dev.weir.exec.operator.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Every morsel is taken once, whoever takes how many.
class MorselRunsTest {
    private static List<Morsel> morsels(int count) {
        return IntStream.range(0, count).mapToObj(group -> new Morsel(null, group, 0, 1)).toList();
    }

    @Test
    void allAreTakenOnce() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 2000; round++) {
            int count = random.nextInt(40);
            int runs = random.nextInt(1, 6);
            MorselRuns shared = new MorselRuns(morsels(count), runs);
            List<Integer> threads = new ArrayList<>();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                threads.add(shared.run());
            }
            boolean[] taken = new boolean[count];
            for (int i = 0; i < count; i++) {
                Morsel morsel = shared.take(threads.get(random.nextInt(threads.size())));
                assertTrue(!taken[morsel.rowGroup()], "a morsel was taken twice");
                taken[morsel.rowGroup()] = true;
            }
            for (int thread : threads) {
                assertNull(shared.take(thread));
            }
        }
    }

    @Test
    void threadsTakeNeighbours() {
        MorselRuns shared = new MorselRuns(morsels(10), 2);
        int first = shared.run();
        int second = shared.run();
        assertEquals(0, shared.take(first).rowGroup());
        assertEquals(5, shared.take(second).rowGroup());
        assertEquals(1, shared.take(first).rowGroup());
        for (int group = 6; group < 10; group++) {
            assertEquals(group, shared.take(second).rowGroup());
        }
        // Two to four are left to the first: the other gets the latter half of them.
        assertEquals(3, shared.take(second).rowGroup());
        assertEquals(2, shared.take(first).rowGroup());
        assertEquals(4, shared.take(first).rowGroup());
        assertNull(shared.take(second));
    }
}
