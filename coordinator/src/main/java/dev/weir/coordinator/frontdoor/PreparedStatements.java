package dev.weir.coordinator.frontdoor;

import com.google.protobuf.ByteString;
import dev.weir.coordinator.query.PreparedQuery;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Literal;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The prepared statements of all sessions by handle. A client that forgets to close its statements loses its oldest ones.
final class PreparedStatements {
    private static final int LIMIT = 100_000;

    private final SecureRandom random = new SecureRandom();
    private final Map<ByteString, Statement> statements = new ConcurrentHashMap<>();

    /// @param parameters as last bound; empty before
    record Statement(QuerySession session, PreparedQuery query, List<Literal> parameters, long createdNanos) {}

    ByteString add(QuerySession session, PreparedQuery query) {
        if (statements.size() >= LIMIT) {
            statements.entrySet().stream()
                    .min(Map.Entry.comparingByValue((a, b) -> Long.compare(a.createdNanos(), b.createdNanos())))
                    .ifPresent(oldest -> statements.remove(oldest.getKey()));
        }
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        ByteString handle = ByteString.copyFrom(bytes);
        statements.put(handle, new Statement(session, query, List.of(), System.nanoTime()));
        return handle;
    }

    Statement get(ByteString handle, QuerySession caller) {
        Statement statement = statements.get(handle);
        if (statement == null || !statement.session().user().equals(caller.user())) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "The prepared statement is unknown; it was closed or belongs to another connection");
        }
        return statement;
    }

    void bind(ByteString handle, List<Literal> parameters) {
        statements.computeIfPresent(handle, (_, s) -> new Statement(s.session(), s.query(), List.copyOf(parameters), s.createdNanos()));
    }

    void remove(ByteString handle) {
        statements.remove(handle);
    }

    void clear() {
        statements.clear();
    }
}
