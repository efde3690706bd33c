package dev.weir.coordinator.frontdoor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Calendar;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Statements and results through the stock driver.
@Timeout(300)
class JdbcDriverTest {
    @RegisterExtension
    static final JdbcCluster cluster = new JdbcCluster();

    private static final Calendar UTC = Calendar.getInstance(TimeZone.getTimeZone("UTC"));

    @Test
    void constants() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT 1 AS one, 'x' AS x")) {
            assertTrue(rows.next());
            assertEquals(1, rows.getInt("one"));
            assertEquals("x", rows.getString(2));
            assertFalse(rows.next());
        }
    }

    @Test
    void usualValuesOfAllTypes() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM lab.shop.types WHERE tiny = 7")) {
            assertTrue(rows.next());
            assertTrue(rows.getBoolean("flag"));
            assertEquals(7, rows.getByte("tiny"));
            assertEquals(300, rows.getShort("small"));
            assertEquals(70_000, rows.getInt("whole"));
            assertEquals(5_000_000_000L, rows.getLong("big"));
            assertEquals(1.5f, rows.getFloat("single"));
            assertEquals(2.25, rows.getDouble("wide"));
            assertEquals(new BigDecimal("123.45"), rows.getBigDecimal("price"));
            assertEquals(new BigDecimal("12345678901234567890.1234"), rows.getBigDecimal("huge"));
            assertEquals("Zürich €", rows.getString("name"));
            assertArrayEquals(new byte[] {0, -1, 1}, rows.getBytes("bytes"));
            assertEquals(LocalDate.of(2026, 7, 1), rows.getDate("day").toLocalDate());
            assertEquals("12:34:56.123", rows.getTime("clock").toString());
            assertEquals(1_782_909_296_123L, rows.getTimestamp("local", UTC).getTime());
            assertEquals(1_782_909_296_123L, rows.getTimestamp("instant", UTC).getTime());
            assertFalse(rows.next());
        }
    }

    @Test
    void extremeValues() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM lab.shop.types WHERE tiny < 0")) {
            assertTrue(rows.next());
            assertFalse(rows.getBoolean("flag"));
            assertEquals(Byte.MIN_VALUE, rows.getByte("tiny"));
            assertEquals(Short.MIN_VALUE, rows.getShort("small"));
            assertEquals(Integer.MIN_VALUE, rows.getInt("whole"));
            assertEquals(Long.MIN_VALUE, rows.getLong("big"));
            assertEquals(1e300, rows.getDouble("wide"));
            assertEquals(new BigDecimal("-9999999999999.99"), rows.getBigDecimal("price"));
            assertEquals(new BigDecimal("-9999999999999999999999999999999999.9999"), rows.getBigDecimal("huge"));
            assertEquals("", rows.getString("name"));
            assertEquals(0, rows.getBytes("bytes").length);
            assertEquals(LocalTime.MIDNIGHT, rows.getTime("clock").toLocalTime());
            assertEquals(0, rows.getTimestamp("instant", UTC).getTime());
            assertFalse(rows.next());
        }
    }

    @Test
    void nulls() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM lab.shop.types WHERE tiny IS NULL")) {
            assertTrue(rows.next());
            for (String column : ShopFiles.typeColumns()) {
                assertNull(rows.getObject(column), column);
                assertTrue(rows.wasNull(), column);
            }
            assertEquals(0, rows.getInt("whole"));
            assertTrue(rows.wasNull());
            assertNull(rows.getString("price"));
            assertFalse(rows.next());
        }
    }

    @Test
    void metadataOfResults() throws SQLException {
        try (Connection connection = cluster.connect(); PreparedStatement statement = connection.prepareStatement("SELECT price, name, whole, day FROM lab.shop.types")) {
            ResultSetMetaData columns = statement.getMetaData();
            assertEquals(4, columns.getColumnCount());
            assertEquals("price", columns.getColumnLabel(1));
            assertEquals(Types.DECIMAL, columns.getColumnType(1));
            assertEquals(15, columns.getPrecision(1));
            assertEquals(2, columns.getScale(1));
            assertEquals(Types.VARCHAR, columns.getColumnType(2));
            assertEquals(Types.INTEGER, columns.getColumnType(3));
            assertEquals(Types.DATE, columns.getColumnType(4));
        }
    }

    @Test
    void emptyResults() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            for (String sql : new String[] {"SELECT id FROM lab.other.numbers", "SELECT id FROM lab.shop.numbers WHERE id < 0", "SELECT 1 WHERE false"}) {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    assertFalse(rows.next(), sql);
                }
                try (PreparedStatement prepared = connection.prepareStatement(sql); ResultSet rows = prepared.executeQuery()) {
                    assertEquals(1, rows.getMetaData().getColumnCount());
                    assertFalse(rows.next(), sql);
                }
            }
        }
    }

    @Test
    void aLongResultIsWhole() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, CAST(id AS varchar) AS text FROM lab.shop.numbers ORDER BY id DESC")) {
            for (long id = ShopFiles.NUMBERS - 1; id >= 0; id--) {
                assertTrue(rows.next());
                assertEquals(id, rows.getLong(1));
                assertEquals(Long.toString(id), rows.getString(2));
            }
            assertFalse(rows.next());
        }
    }

    @Test
    void maxRowsAndMoreResults() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            statement.setMaxRows(10);
            assertTrue(statement.execute("SELECT id FROM lab.shop.numbers"));
            try (ResultSet rows = statement.getResultSet()) {
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                assertEquals(10, count);
            }
            assertFalse(statement.getMoreResults());
            assertEquals(-1, statement.getUpdateCount());
        }
    }

    @Test
    void errorsTellCodeAndPlace() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            error(statement, "SELECT\n  nosuch FROM lab.shop.numbers", "COLUMN_NOT_FOUND (USER) at 2:3");
            error(statement, "SELECT * FROM lab.shop.number", "TABLE_NOT_FOUND (USER) at 1:15", "numbers");
            error(statement, "SELEC 1", "SYNTAX_ERROR (USER) at 1:1");
            error(statement, "SELECT 1 + 'x'", "(USER) at 1:");
            error(statement, "SELECT 1 / (id - id) FROM lab.shop.numbers", "DIVISION_BY_ZERO (USER)");
            error(statement, "SELECT big + big FROM lab.shop.types", "NUMERIC_OVERFLOW (USER)");
            try (ResultSet rows = statement.executeQuery("SELECT 2")) {
                assertTrue(rows.next(), "the connection is usable after errors");
            }
        }
    }

    private static void error(Statement statement, String sql, String... parts) {
        SQLException failure = assertThrows(SQLException.class, () -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    // Some errors come with the rows.
                }
            }
        }, sql);
        String text = text(failure);
        for (String part : parts) {
            assertTrue(text.contains(part), () -> sql + ": " + text);
        }
    }

    private static String text(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable next = failure; next != null; next = next.getCause()) {
            all.append(next.getMessage()).append('\n');
        }
        return all.toString();
    }

    @Test
    void dateAsObject() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT DATE '2026-07-01', CAST(NULL AS date), INTERVAL '3' DAY, INTERVAL '2' MONTH")) {
            assertTrue(rows.next());
            assertEquals(Date.valueOf("2026-07-01").toString(), rows.getObject(1).toString());
            assertNull(rows.getObject(2));
            assertTrue(rows.getObject(3) != null);
            assertTrue(rows.getObject(4) != null);
        }
    }

    @Test
    void explainAndShow() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            for (String sql : new String[] {
                    "EXPLAIN SELECT count(*) FROM lab.shop.numbers", "EXPLAIN ANALYZE SELECT count(*) FROM lab.shop.numbers", "SHOW CATALOGS",
                    "SHOW SCHEMAS FROM lab", "SHOW TABLES FROM lab.shop", "SHOW COLUMNS FROM lab.shop.types", "SHOW FUNCTIONS", "SHOW SESSION",
                    "DESCRIBE lab.shop.types", "SELECT * FROM system.runtime.nodes", "SELECT * FROM system.runtime.queries",
                    "SELECT * FROM system.runtime.tasks", "SELECT * FROM system.mesh.datasets"}) {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    rows.next();
                    rows.getString(1);
                }
            }
        }
    }
}
