package dev.weir.coordinator.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;

/// A client in a process of its own that reads one row of a statement and then does nothing, until it is killed.
final class SleepyClient {
    private SleepyClient() {}

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection(arguments[0]);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(arguments[1])) {
            System.out.println(rows.next() ? "reading" : "no rows");
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}
