package dev.weir.coordinator.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalTime;
import java.util.Calendar;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Prepared statements: values of all types, NULL, running again.
@Timeout(300)
class JdbcParameterTest {
    @RegisterExtension
    static final JdbcCluster cluster = new JdbcCluster();

    private static final Calendar UTC = Calendar.getInstance(TimeZone.getTimeZone("UTC"));

    @FunctionalInterface
    private interface Setter {
        void set(PreparedStatement statement) throws SQLException;
    }

    /// The setter's value must find the row of usual values, and no other.
    private static void findsUsual(Connection connection, String column, Setter setter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT tiny FROM lab.shop.types WHERE " + column + " = ?")) {
            setter.set(statement);
            try (ResultSet rows = statement.executeQuery()) {
                assertTrue(rows.next(), column);
                assertEquals(7, rows.getByte(1), column);
                assertFalse(rows.next(), column);
            }
        }
    }

    @Test
    void failuresNameThePlaceInThePreparedText() throws SQLException {
        try (Connection connection = cluster.connect();
                PreparedStatement constant = connection.prepareStatement("SELECT 10 / CAST(? AS integer)");
                PreparedStatement scanned = connection.prepareStatement("SELECT tiny,\n  whole % ?\nFROM lab.shop.types WHERE whole IS NOT NULL");
                PreparedStatement text = connection.prepareStatement("SELECT tiny FROM lab.shop.types WHERE CAST(name || ? AS date) = day")) {
            constant.setInt(1, 0);
            failsAt(constant, "DIVISION_BY_ZERO (USER) at 1:11: ");
            scanned.setInt(1, 0);
            failsAt(scanned, "DIVISION_BY_ZERO (USER) at 2:9: ");
            text.setString(1, "x");
            failsAt(text, "INVALID_CAST (USER) at 1:39: ");
        }
    }

    private static void failsAt(PreparedStatement statement, String start) {
        SQLException failure = assertThrows(SQLException.class, () -> {
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rows.getObject(1);
                }
            }
        });
        assertTrue(failure.getMessage().contains(start), failure.getMessage());
    }

    @Test
    void valuesOfAllTypes() throws SQLException {
        try (Connection connection = cluster.connect()) {
            findsUsual(connection, "flag", statement -> statement.setBoolean(1, true));
            findsUsual(connection, "tiny", statement -> statement.setByte(1, (byte) 7));
            findsUsual(connection, "small", statement -> statement.setShort(1, (short) 300));
            findsUsual(connection, "whole", statement -> statement.setInt(1, 70_000));
            findsUsual(connection, "big", statement -> statement.setLong(1, 5_000_000_000L));
            findsUsual(connection, "single", statement -> statement.setFloat(1, 1.5f));
            findsUsual(connection, "wide", statement -> statement.setDouble(1, 2.25));
            findsUsual(connection, "price", statement -> statement.setBigDecimal(1, new BigDecimal("123.45")));
            findsUsual(connection, "huge", statement -> statement.setBigDecimal(1, new BigDecimal("12345678901234567890.1234")));
            findsUsual(connection, "name", statement -> statement.setString(1, "Zürich €"));
            findsUsual(connection, "bytes", statement -> statement.setBytes(1, new byte[] {0, -1, 1}));
            findsUsual(connection, "day", statement -> statement.setDate(1, Date.valueOf("2026-07-01")));
            // The driver cuts to milliseconds.
            findsUsual(connection, "date_trunc('second', local)", statement -> statement.setTimestamp(1, new Timestamp(1_782_909_296_000L), UTC));
            findsUsual(connection, "date_trunc('second', instant)", statement -> statement.setTimestamp(1, new Timestamp(1_782_909_296_000L), UTC));
        }
    }

    @Test
    void pointsInTimeComeBackAsBound() throws SQLException {
        try (Connection connection = cluster.connect(); PreparedStatement statement = connection.prepareStatement(
                "SELECT CAST(? AS timestamp), CAST(? AS timestamp with time zone), CAST(? AS date), CAST(? AS time)")) {
            Timestamp timestamp = new Timestamp(1_782_909_296_123L);
            statement.setTimestamp(1, timestamp, UTC);
            statement.setTimestamp(2, timestamp, UTC);
            statement.setDate(3, Date.valueOf("1969-12-31"));
            statement.setTime(4, Time.valueOf("10:11:12"));
            try (ResultSet rows = statement.executeQuery()) {
                assertTrue(rows.next());
                assertEquals(timestamp, rows.getTimestamp(1, UTC));
                assertEquals(timestamp, rows.getTimestamp(2, UTC));
                assertEquals("1969-12-31", rows.getString(3));
                assertEquals(LocalTime.of(10, 11, 12), rows.getTime(4).toLocalTime());
            }
        }
    }

    @Test
    void times() throws SQLException {
        try (Connection connection = cluster.connect(); PreparedStatement statement = connection.prepareStatement(
                "SELECT tiny FROM lab.shop.types WHERE clock > ?")) {
            statement.setTime(1, Time.valueOf(LocalTime.of(12, 34, 56)));
            try (ResultSet rows = statement.executeQuery()) {
                assertTrue(rows.next());
                assertEquals(7, rows.getByte(1));
                assertFalse(rows.next());
            }
        }
    }

    @Test
    void runsAgainWithOtherValues() throws SQLException {
        try (Connection connection = cluster.connect(); PreparedStatement statement = connection.prepareStatement(
                "SELECT id, ? FROM lab.shop.numbers WHERE id BETWEEN ? AND ? + 1 ORDER BY id")) {
            for (long from = 0; from < 20; from++) {
                statement.setString(1, "run " + from);
                statement.setLong(2, from);
                statement.setLong(3, from);
                try (ResultSet rows = statement.executeQuery()) {
                    for (long id = from; id <= from + 1; id++) {
                        assertTrue(rows.next());
                        assertEquals(id, rows.getLong(1));
                        assertEquals("run " + from, rows.getString(2));
                    }
                    assertFalse(rows.next());
                }
            }
        }
    }

    @Test
    void runsAgainWithoutParameters() throws SQLException {
        try (Connection connection = cluster.connect(); PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM lab.shop.numbers")) {
            for (int run = 0; run < 3; run++) {
                try (ResultSet rows = statement.executeQuery()) {
                    assertTrue(rows.next());
                    assertEquals(ShopFiles.NUMBERS, rows.getLong(1));
                }
            }
        }
    }

    @Test
    void nullParameters() throws SQLException {
        try (Connection connection = cluster.connect(); PreparedStatement statement = connection.prepareStatement(
                "SELECT CAST(? AS bigint) AS value, coalesce(?, 'none')")) {
            statement.setNull(1, Types.BIGINT);
            statement.setNull(2, Types.VARCHAR);
            try (ResultSet rows = statement.executeQuery()) {
                assertTrue(rows.next());
                assertEquals(0, rows.getLong(1));
                assertTrue(rows.wasNull());
                assertEquals("none", rows.getString(2));
            }
            statement.setLong(1, 4);
            statement.setString(2, "some");
            try (ResultSet rows = statement.executeQuery()) {
                assertTrue(rows.next());
                assertEquals(4, rows.getLong(1));
                assertEquals("some", rows.getString(2));
            }
        }
    }

    @Test
    void parameterTypesAreTold() throws SQLException {
        try (Connection connection = cluster.connect(); PreparedStatement statement = connection.prepareStatement(
                "SELECT id FROM lab.shop.numbers WHERE id > ? LIMIT 5")) {
            ParameterMetaData parameters = statement.getParameterMetaData();
            assertEquals(1, parameters.getParameterCount());
            assertEquals(Types.BIGINT, parameters.getParameterType(1));
        }
    }

    @Test
    void missingParametersAreAnError() throws SQLException {
        try (Connection connection = cluster.connect(); PreparedStatement statement = connection.prepareStatement("SELECT id FROM lab.shop.numbers WHERE id = ?")) {
            // The driver's own error, of no code: it sends nothing.
            assertThrows(SQLException.class, statement::executeQuery);
        }
    }

    @Test
    void preparedStatementsSeeTheCatalogAsItIsWhenTheyRun() throws SQLException {
        try (Connection connection = cluster.connect(); Statement settings = connection.createStatement()) {
            settings.executeUpdate("USE lab.shop");
            try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM numbers WHERE id < ?")) {
                statement.setLong(1, 10);
                try (ResultSet rows = statement.executeQuery()) {
                    assertTrue(rows.next());
                    assertEquals(10, rows.getLong(1));
                }
                assertNull(connection.getWarnings());
            }
        }
    }

    @Test
    void sqlPrepareAndExecute() throws SQLException {
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            statement.executeUpdate("PREPARE first_ids FROM SELECT id FROM lab.shop.numbers WHERE id < ? ORDER BY id");
            try (ResultSet rows = statement.executeQuery("EXECUTE first_ids USING 3")) {
                for (long id = 0; id < 3; id++) {
                    assertTrue(rows.next());
                    assertEquals(id, rows.getLong(1));
                }
                assertFalse(rows.next());
            }
            statement.executeUpdate("DEALLOCATE PREPARE first_ids");
        }
    }
}
