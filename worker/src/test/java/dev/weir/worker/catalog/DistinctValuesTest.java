package dev.weir.worker.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DistinctValuesTest {
    @Test
    void sameRangesHoldTheSameValues() {
        DistinctValues values = new DistinctValues();
        for (int i = 0; i < 10; i++) {
            values.add(1, 1000, 40 + i);
        }
        assertEquals(49, values.estimate(), 1e-9);
    }

    @Test
    void rangesOneAfterTheOtherHoldOthers() {
        DistinctValues values = new DistinctValues();
        for (int i = 9; i >= 0; i--) {
            values.add(i * 100, i * 100 + 99, 100);
        }
        assertEquals(1000, values.estimate(), 1e-9);
    }

    @Test
    void rangesThatOverlapCountOnce() {
        DistinctValues values = new DistinctValues();
        values.add(0, 99, 50);
        values.add(50, 149, 100);
        values.add(1_000, 1_000, 1);
        assertEquals(25 + 100 + 1, values.estimate(), 1e-9);
    }

    @Test
    void extremesOfTheTypeDoNotOverflow() {
        DistinctValues values = new DistinctValues();
        values.add(Long.MIN_VALUE, Long.MAX_VALUE, 7);
        values.add(-5, 5, 11);
        assertEquals(18, values.estimate(), 1e-6);
    }
}
