package dev.weir.coordinator.frontdoor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Settings of connections, users, and many of them at once.
@Timeout(300)
class JdbcSessionTest {
    @RegisterExtension
    static final JdbcCluster cluster = new JdbcCluster();

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            assertTrue(rows.next(), sql);
            return rows.getString(1);
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SHOW SESSION LIKE '" + name + "'")) {
            assertTrue(rows.next());
            return rows.getString("value");
        }
    }

    @Test
    void setUseAndResetLastForTheConnection() throws SQLException {
        for (String user : new String[] {"ann", null}) {
            try (Connection connection = cluster.connect(user); Statement statement = connection.createStatement()) {
                assertThrows(SQLException.class, () -> value(connection, "SELECT count(*) FROM numbers"));
                statement.executeUpdate("USE lab.other");
                assertEquals("0", value(connection, "SELECT count(*) FROM numbers"));
                assertEquals(0, statement.executeUpdate("SET SESSION time_zone = 'Europe/Berlin'"));
                assertEquals("Europe/Berlin", setting(connection, "time_zone"));
                assertFalse(statement.execute("RESET SESSION time_zone"));
                assertEquals("UTC", setting(connection, "time_zone"));
                statement.executeUpdate("RESET SESSION schema");
                statement.executeUpdate("SET SESSION search_path = 'lab.shop'");
                assertEquals("100000", value(connection, "SELECT count(*) FROM numbers"));
            }
        }
    }

    @Test
    void propertiesOfTheUrl() throws SQLException {
        try (Connection connection = cluster.connect("ann", "search_path=lab.other, lab.shop", "time_zone=Asia/Tokyo")) {
            assertEquals("0", value(connection, "SELECT count(*) FROM numbers"));
            assertEquals("Asia/Tokyo", setting(connection, "time_zone"));
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("SET SESSION time_zone = 'UTC'");
            }
            assertEquals("UTC", setting(connection, "time_zone"), "the header comes again with each call and must not win");
        }
        try (Connection connection = cluster.connect("ann", "schema=lab.shop")) {
            assertEquals("100000", value(connection, "SELECT count(*) FROM numbers"));
        }
        try (Connection connection = cluster.connect(null, "schema=lab.shop")) {
            assertEquals("100000", value(connection, "SELECT count(*) FROM numbers"));
        }
    }

    @Test
    void badPropertiesAreErrors() throws SQLException {
        for (String user : new String[] {"ann", null}) {
            try (Connection connection = cluster.connect(user, "query_timeout=soon")) {
                for (int call = 0; call < 2; call++) {
                    SQLException failure = assertThrows(SQLException.class, () -> value(connection, "SELECT 1"));
                    assertTrue(failure.getMessage().contains("query_timeout"), failure.getMessage());
                }
            }
        }
        try (Connection connection = cluster.connect(); Statement statement = connection.createStatement()) {
            SQLException failure = assertThrows(SQLException.class, () -> statement.executeUpdate("SET SESSION nothing = 'x'"));
            assertTrue(failure.getMessage().contains("INVALID_ARGUMENT"), failure.getMessage());
        }
    }

    @Test
    void rolesInHeadersAreIgnored() throws SQLException {
        try (Connection connection = cluster.connect("ann", "role=dpo", "roles=dpo", "principal=root")) {
            assertEquals("ann", value(connection, "SELECT current_user"));
        }
    }

    @Test
    void usersAreApart() throws SQLException {
        try (Connection ann = cluster.connect("ann"); Connection ben = cluster.connect("ben"); Connection nobody = cluster.connect(null);
                Statement statement = ann.createStatement()) {
            assertEquals("ann", value(ann, "SELECT current_user"));
            assertEquals("ben", value(ben, "SELECT current_user"));
            assertEquals("anonymous", value(nobody, "SELECT current_user"));
            statement.executeUpdate("USE lab.shop");
            assertThrows(SQLException.class, () -> value(ben, "SELECT count(*) FROM numbers"));
            assertEquals("0", value(ben, "SELECT count(*) FROM system.runtime.queries WHERE \"user\" <> 'ben'"));
            String id = value(ann, "SELECT query_id FROM system.runtime.queries LIMIT 1");
            try (Statement kill = ben.createStatement()) {
                assertThrows(SQLException.class, () -> kill.executeUpdate("KILL QUERY '" + id + "'"));
            }
        }
    }

    @Test
    void twoConnectionsOfOneUserHaveTheirOwnSettings() throws SQLException {
        try (Connection one = cluster.connect(); Connection two = cluster.connect(); Statement statement = one.createStatement()) {
            statement.executeUpdate("USE lab.shop");
            assertThrows(SQLException.class, () -> value(two, "SELECT count(*) FROM numbers"));
        }
    }

    @Test
    void catalogPropertySetsTheDomain() throws SQLException {
        Connection connection = cluster.connect("ann", "catalog=lab");
        try {
            assertEquals("100000", value(connection, "SELECT count(*) FROM shop.numbers"));
        } finally {
            // A fault of the driver: it closes the session twice, the second time over a closed channel.
            assertThrows(SQLException.class, connection::close);
        }
    }

    @Test
    void twentyConnectionsAtOnce() throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(20)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int client = 0; client < 20; client++) {
                int number = client;
                all.add(clients.submit(() -> mixed(number)));
            }
            for (Future<Integer> one : all) {
                assertEquals(4, one.get(50, TimeUnit.SECONDS));
            }
        }
    }

    private static int mixed(int number) throws SQLException {
        int done = 0;
        try (Connection connection = cluster.connect("user" + number, "schema=lab.shop")) {
            assertEquals("user" + number, value(connection, "SELECT current_user"));
            done++;
            assertEquals("5000", value(connection, "SELECT count(*) FROM numbers WHERE id % 20 = " + number));
            done++;
            try (PreparedStatement statement = connection.prepareStatement("SELECT id FROM numbers WHERE id >= ? ORDER BY id LIMIT 100")) {
                statement.setLong(1, number * 1000L);
                try (ResultSet rows = statement.executeQuery()) {
                    for (long id = number * 1000L; id < number * 1000L + 100; id++) {
                        assertTrue(rows.next());
                        assertEquals(id, rows.getLong(1));
                    }
                }
            }
            done++;
            assertThrows(SQLException.class, () -> value(connection, "SELECT nosuch FROM numbers"));
            try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SELECT a.id FROM numbers a CROSS JOIN numbers b")) {
                for (int i = 0; i < 10; i++) {
                    assertTrue(rows.next());
                }
            }
            done++;
        }
        return done;
    }
}
