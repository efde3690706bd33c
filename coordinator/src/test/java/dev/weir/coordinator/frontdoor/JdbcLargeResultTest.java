package dev.weir.coordinator.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryState;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Results of many batches, which the coordinator passes on as it got them.
@Timeout(300)
class JdbcLargeResultTest {
    @RegisterExtension
    static final JdbcCluster cluster = new JdbcCluster();

    private static final int COPIES = 10;
    private static final String NUMBERED = "SELECT a.id * " + COPIES + " + b.id AS n FROM lab.shop.numbers a CROSS JOIN lab.shop.numbers b WHERE b.id < " + COPIES;

    @Test
    void everyValueArrives() throws Exception {
        String sql = "SELECT n, CAST(n AS double) / 4, 'label ' || CAST(n AS varchar), CAST(n AS decimal(15, 2)), "
                + "CASE WHEN n % 2 = 0 THEN DATE '2026-07-01' ELSE DATE '1969-12-31' END, NULLIF(n % 7, 0), n % 3 = 0 FROM (" + NUMBERED + ") AS x";
        BitSet seen = new BitSet();
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            Date even = Date.valueOf("2026-07-01");
            Date odd = Date.valueOf("1969-12-31");
            while (rows.next()) {
                int n = Math.toIntExact(rows.getLong(1));
                assertFalse(seen.get(n));
                seen.set(n);
                assertEquals(n / 4.0, rows.getDouble(2));
                assertEquals("label " + n, rows.getString(3));
                assertEquals(BigDecimal.valueOf(n * 100L, 2), rows.getBigDecimal(4));
                assertEquals(n % 2 == 0 ? even : odd, rows.getDate(5));
                assertEquals(n % 7, rows.getLong(6));
                assertEquals(n % 7 == 0, rows.wasNull());
                assertEquals(n % 3 == 0, rows.getBoolean(7));
            }
        }
        assertEquals(ShopFiles.NUMBERS * COPIES, seen.cardinality());
        QueryExecution query = cluster.query("'label '");
        assertEquals(QueryState.FINISHED, query.state());
        assertEquals(ShopFiles.NUMBERS * COPIES, query.rows());
    }

    @Test
    void anErrorAfterManyRowsArrivesAsWhatItIs() throws Exception {
        String sql = "SELECT a.id, 1 / (a.id - " + (ShopFiles.NUMBERS - 1) + ") FROM lab.shop.numbers a CROSS JOIN lab.shop.numbers b WHERE b.id < " + COPIES;
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            Exception failure = assertThrows(Exception.class, () -> {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        // Until it fails.
                    }
                }
            });
            assertTrue(failure.toString().contains("DIVISION_BY_ZERO"), failure.toString());
        }
    }

    /// Nobody waits for a client that dawdles, and it makes nobody hold more than its share.
    @Test
    void aStalledReaderHoldsLittle() throws Exception {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(
                    "SELECT a.id, b.id, 'a text that takes its place, of row ' || CAST(a.id AS varchar) FROM lab.shop.numbers a CROSS JOIN lab.shop.numbers b -- stalled")) {
                assertTrue(rows.next());
                long held = settled();
                assertTrue(held > 0 && held < 32 << 20, () -> "the coordinator holds " + held);
                long behind = cluster.worker().usedBytes();
                assertTrue(behind < 128 << 20, () -> "the worker holds " + behind);
                try (Statement other = connection.createStatement(); ResultSet quick = other.executeQuery("SELECT count(*) FROM lab.shop.numbers")) {
                    assertTrue(quick.next());
                    assertEquals(ShopFiles.NUMBERS, quick.getLong(1));
                }
            }
            cluster.assertQuiet();
        }
    }

    /// The coordinator's memory when nothing moves any more.
    private static long settled() throws InterruptedException {
        long before = -1;
        long now = cluster.coordinator().memory().getAllocatedMemory();
        for (int look = 0; look < 100 && now != before; look++) {
            Thread.sleep(200);
            before = now;
            now = cluster.coordinator().memory().getAllocatedMemory();
        }
        assertEquals(before, now, "rows still flow");
        return now;
    }
}
