package dev.weir.exec.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyRangeTest {
    private static List<KeyRange> neighbours(int count) {
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ranges.add(new KeyRange(i * 10L, i * 10L + 10));
        }
        return ranges;
    }

    @Test
    void neighboursAreClusteredInAnyOrder() {
        List<KeyRange> ranges = neighbours(40);
        Collections.shuffle(ranges, new Random(7));
        assertTrue(KeyRange.clustered(ranges));
    }

    @Test
    void aFewThatOverlapDoNotMatterManyDo() {
        List<KeyRange> ranges = neighbours(40);
        for (int i = 0; i < 10; i++) {
            ranges.add(new KeyRange(i * 40L + 3, i * 40L + 5));
        }
        assertTrue(KeyRange.clustered(ranges));
        for (int i = 0; i < 10; i++) {
            ranges.add(new KeyRange(i * 40L + 13, i * 40L + 15));
        }
        assertFalse(KeyRange.clustered(ranges));
        assertFalse(KeyRange.clustered(Collections.nCopies(10, new KeyRange(0, 1000))));
    }

    @Test
    void oneRowGroupOrOneValueIsNotClustered() {
        assertFalse(KeyRange.clustered(List.of()));
        assertFalse(KeyRange.clustered(neighbours(1)));
        assertFalse(KeyRange.clustered(Collections.nCopies(10, new KeyRange(5, 5))));
    }

    @Test
    void aRangeIsNotEmpty() {
        assertEquals(3, new KeyRange(3, 3).least());
        assertThrows(IllegalArgumentException.class, () -> new KeyRange(4, 3));
    }
}
