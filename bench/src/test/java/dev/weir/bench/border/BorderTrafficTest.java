package dev.weir.bench.border;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BorderTrafficTest {
    @Test
    void readsWhatEachStageReceived() {
        BorderTraffic traffic = BorderTraffic.of("""
                Stage 3 at sales | one task
                  Output [a] | rows 1 out | wall 1.0 ms cpu 0.1 ms
                    Join inner a = b | rows 1 out | wall 1.0 ms cpu 0.1 ms | mem 1.0 KiB
                      Merge stage 2 | b | est 5 rows | rows 5 out | wall 1.0 ms cpu 0.1 ms | received 1.5 KiB
                      Receive stage 1 | est 5 rows | rows 5 out | wall 1.0 ms cpu 0.1 ms | received 7 B
                      Receive stage 0 | est 5 rows | rows 5 out | wall 1.0 ms cpu 0.1 ms
                Stage 2 at supply | one task
                  Send to one task | rows 5 out | wall 1.0 ms cpu 0.1 ms | filters of stage 3 100 B, filters of stage 1 2.0 KiB
                    Scan supply.tpch.part | [received 9 B] | rows 5 out | wall 1.0 ms cpu 0.1 ms
                Stage 1 at geo | one task
                  Send to one task | rows 5 out | wall 1.0 ms cpu 0.1 ms
                Stage 0 at sales | a task a worker
                  Send to one task | rows 5 out | wall 1.0 ms cpu 0.1 ms | filters of stage 3 50 B
                """.lines().toList());
        assertEquals(Map.of("sales|supply", 1536L, "geo|sales", 7L), traffic.rows());
        assertEquals(Map.of("sales|supply", 100L, "geo|supply", 2048L), traffic.filters());
        assertEquals(1536 + 7 + 100 + 2048, traffic.total());
    }

    @Test
    void aLineHasTheRatioOfAllBorders() {
        BorderTraffic traffic = new BorderTraffic(Map.of("sales|supply", 300L), Map.of("geo|sales", 20L));
        String line = BorderReport.line("q01", List.of(new BorderBound("q01", "sales|supply", "supply", 10, 160)), traffic);
        assertTrue(line.startsWith("| q01 | 160 | 300 | 20 | 2.00 | geo-sales 0, 0 + 20; sales-supply 160, 300 + 0 |"), line);
    }
}
