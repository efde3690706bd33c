package dev.weir.coordinator.frontdoor;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.coordinator.query.PreparedQuery;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Literal;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightInfo;
import org.apache.arrow.flight.sql.impl.FlightSql.TicketStatementQuery;

/// What GetFlightInfo promised and DoGet will run: of one user, read once, gone after ten minutes, the oldest
/// earlier when a client collects tickets and reads none.
final class Tickets {
    private static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final int LIMIT = 100_000;

    private final SecureRandom random = new SecureRandom();
    private final Map<ByteString, Entry> entries = new ConcurrentHashMap<>();

    record Entry(QuerySession session, PreparedQuery query, List<Literal> parameters, long createdNanos) {}

    ByteString add(QuerySession session, PreparedQuery query, List<Literal> parameters) {
        long now = System.nanoTime();
        entries.values().removeIf(entry -> now - entry.createdNanos() > LIFE_NANOS);
        if (entries.size() >= LIMIT) {
            entries.entrySet().stream()
                    .min(Map.Entry.comparingByValue((a, b) -> Long.compare(a.createdNanos(), b.createdNanos())))
                    .ifPresent(oldest -> entries.remove(oldest.getKey()));
        }
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        ByteString handle = ByteString.copyFrom(bytes);
        entries.put(handle, new Entry(session, query, List.copyOf(parameters), now));
        return handle;
    }

    Entry take(ByteString handle, QuerySession caller) {
        Entry entry = entries.get(handle);
        if (entry == null || !entry.session().user().equals(caller.user()) || !entries.remove(handle, entry)
                || System.nanoTime() - entry.createdNanos() > LIFE_NANOS) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "The ticket is unknown, was read before or has expired; run the statement again");
        }
        return entry;
    }

    /// Forgets the tickets of a result that nobody has begun to read. A stream that runs is cancelled by closing it.
    boolean cancel(FlightInfo info, QuerySession caller) {
        boolean cancelled = false;
        for (FlightEndpoint endpoint : info.getEndpoints()) {
            try {
                ByteString handle = Any.parseFrom(endpoint.getTicket().getBytes()).unpack(TicketStatementQuery.class).getStatementHandle();
                Entry entry = entries.get(handle);
                cancelled |= entry != null && entry.session().user().equals(caller.user()) && entries.remove(handle, entry);
            } catch (InvalidProtocolBufferException e) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT, "Not a ticket of this server", e);
            }
        }
        return cancelled;
    }
}
