package dev.weir.coordinator.cli;

import dev.weir.coordinator.query.QueryBackend.Progress;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.flight.Action;
import org.apache.arrow.flight.CallOption;
import org.apache.arrow.flight.FlightCallHeaders;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.HeaderCallOption;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.Result;
import org.apache.arrow.flight.client.ClientCookieMiddleware;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// A session with a coordinator over Flight SQL.
public final class FlightSession implements SqlSession {
    private static final Pattern ERROR = Pattern.compile(
            "([A-Z_]+) \\([A-Z]+\\)(?: at (\\d+):(\\d+))?: (.*)", Pattern.DOTALL);

    private final ServerUrl url;
    private final BufferAllocator allocator = new RootAllocator();
    private final FlightClient transport;
    private final FlightSqlClient client;
    private final CallOption[] options;

    /// Connects and logs in; COORDINATOR_UNREACHABLE when nobody answers.
    ///
    /// @param properties session properties, sent as headers
    public FlightSession(ServerUrl url, String user, String password, Map<String, String> properties) {
        this.url = url;
        Location location = url.tls() ? Location.forGrpcTls(url.host(), url.port()) : Location.forGrpcInsecure(url.host(), url.port());
        transport = FlightClient.builder(allocator, location)
                .intercept(new ClientCookieMiddleware.Factory())
                .build();
        client = new FlightSqlClient(transport);
        List<CallOption> all = new ArrayList<>();
        FlightCallHeaders headers = new FlightCallHeaders();
        properties.forEach(headers::insert);
        all.add(new HeaderCallOption(headers));
        try {
            transport.authenticateBasicToken(user, password).ifPresent(all::add);
        } catch (FlightRuntimeException e) {
            release();
            throw toQueryException(e);
        }
        options = all.toArray(new CallOption[0]);
    }

    @Override
    public Result execute(String sql) {
        FlightSqlClient.PreparedStatement statement;
        try {
            statement = client.prepare(sql, options);
        } catch (FlightRuntimeException e) {
            throw toQueryException(e);
        }
        try {
            if (statement.getResultSetSchema().getFields().isEmpty()) {
                statement.executeUpdate(options);
                return new Rows(statement, null);
            }
            FlightInfo info = statement.execute(options);
            return new Rows(statement, client.getStream(info.getEndpoints().getFirst().getTicket(), options));
        } catch (FlightRuntimeException e) {
            statement.close(options);
            throw toQueryException(e);
        }
    }

    @Override
    public String progress() {
        try {
            Iterator<org.apache.arrow.flight.Result> answers = transport.doAction(new Action("weir.progress", new byte[0]), options);
            String[] parts = answers.hasNext() ? new String(answers.next().getBody(), StandardCharsets.UTF_8).split(" ") : new String[0];
            if (parts.length != 7) {
                return "";
            }
            return ProgressText.of(parts[1], new Progress(Integer.parseInt(parts[2]), Integer.parseInt(parts[3]),
                    Long.parseLong(parts[4]), Long.parseLong(parts[5]), Long.parseLong(parts[6])));
        } catch (FlightRuntimeException e) {
            return "";
        }
    }

    @Override
    public String description() {
        return url.toString();
    }

    @Override
    public List<String> names() {
        TreeSet<String> names = new TreeSet<>();
        try (Result columns = execute(
                "SELECT table_catalog, table_schema, table_name, column_name FROM system.information_schema.columns")) {
            for (VectorSchemaRoot batch = columns.next(); batch != null; batch = columns.next()) {
                for (int row = 0; row < batch.getRowCount(); row++) {
                    String domain = text(batch, 0, row);
                    String product = text(batch, 1, row);
                    String table = text(batch, 2, row);
                    names.add(domain);
                    names.add(domain + "." + product);
                    names.add(domain + "." + product + "." + table);
                    names.add(table);
                    names.add(text(batch, 3, row));
                }
            }
        } catch (QueryException e) {
            return List.of();
        }
        return new ArrayList<>(names);
    }

    @Override
    public void close() {
        release();
    }

    private void release() {
        try {
            client.close();
            transport.close();
        } catch (Exception e) {
            // The connection is gone either way.
        }
        try {
            allocator.close();
        } catch (IllegalStateException e) {
            // A cancelled stream may hold a buffer until its connection's threads notice; the process is about to end.
        }
    }

    private static String text(VectorSchemaRoot batch, int column, int row) {
        return ((VarCharVector) batch.getVector(column)).getObject(row).toString();
    }

    /// Reads code, position and text back out of a status, so that errors look the same near and far.
    private QueryException toQueryException(FlightRuntimeException e) {
        String description = Optional.ofNullable(e.status().description()).orElse("");
        Matcher matcher = ERROR.matcher(description);
        if (matcher.matches()) {
            for (ErrorCode code : ErrorCode.values()) {
                if (code.name().equals(matcher.group(1))) {
                    Position position = matcher.group(2) == null ? null
                            : new Position(Integer.parseInt(matcher.group(2)), Integer.parseInt(matcher.group(3)));
                    return new QueryException(code, matcher.group(4), position);
                }
            }
        }
        if (e.status().code() == FlightStatusCode.UNAVAILABLE) {
            return new QueryException(ErrorCode.COORDINATOR_UNREACHABLE, "No coordinator answers at " + url, e)
                    .withHint("is it running, and is the port right?");
        }
        if (e.status().code() == FlightStatusCode.CANCELLED) {
            return new QueryException(ErrorCode.QUERY_CANCELLED, "The query was cancelled", e);
        }
        return new QueryException(ErrorCode.INTERNAL, "The coordinator answered: " + e.getMessage(), e);
    }

    private final class Rows implements Result {
        private final FlightSqlClient.PreparedStatement statement;
        private final FlightStream stream;
        private volatile boolean cancelled;

        Rows(FlightSqlClient.PreparedStatement statement, FlightStream stream) {
            this.statement = statement;
            this.stream = stream;
        }

        @Override
        public Schema schema() {
            return statement.getResultSetSchema();
        }

        @Override
        public VectorSchemaRoot next() {
            try {
                return stream != null && stream.next() ? stream.getRoot() : null;
            } catch (FlightRuntimeException e) {
                throw cancelled ? new QueryException(ErrorCode.QUERY_CANCELLED, "The query was cancelled") : toQueryException(e);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            if (stream != null) {
                stream.cancel("cancelled by the user", null);
            }
        }

        @Override
        public void close() {
            try {
                if (stream != null) {
                    stream.close();
                }
                statement.close(options);
            } catch (Exception e) {
                // The result has been read, cancelled or has failed with its own error.
            }
        }
    }
}
