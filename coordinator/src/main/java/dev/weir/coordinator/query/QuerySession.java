package dev.weir.coordinator.query;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;

/// One client's settings. Safe for several threads; a query takes a snapshot of what it needs when it is prepared.
public final class QuerySession {
    private final String id;
    private final String user;
    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, String> statements = new TreeMap<>();
    private final Map<String, String> headers = new TreeMap<>();
    private volatile long lastUsedNanos = System.nanoTime();

    public QuerySession(String id, String user) {
        this.id = id;
        this.user = user;
    }

    public String id() {
        return id;
    }

    public String user() {
        return user;
    }

    public void touch() {
        lastUsedNanos = System.nanoTime();
    }

    public long idleNanos() {
        return System.nanoTime() - lastUsedNanos;
    }

    public synchronized String get(SessionProperty property) {
        return values.getOrDefault(property.name(), property.defaultValue());
    }

    /// Sets a property by name; an unknown name or a bad value is INVALID_ARGUMENT.
    public void set(String name, String value) {
        SessionProperty property = SessionProperty.required(name);
        String checked = property.checked(value);
        synchronized (this) {
            values.put(property.name(), checked);
        }
    }

    /// Takes the value of a connection's header. It repeats on every call, so that only another value than last time counts:
    /// SET SESSION in between is not undone. A bad value is INVALID_ARGUMENT each time.
    public void setByHeader(SessionProperty property, String value) {
        synchronized (this) {
            if (value.equals(headers.get(property.name()))) {
                return;
            }
        }
        set(property.name(), value);
        synchronized (this) {
            headers.put(property.name(), value);
        }
    }

    public void reset(String name) {
        SessionProperty property = SessionProperty.required(name);
        synchronized (this) {
            values.remove(property.name());
        }
    }

    /// Keeps a statement for EXECUTE.
    public synchronized void prepare(String name, String sql) {
        statements.put(name, sql);
    }

    public synchronized void deallocate(String name) {
        if (statements.remove(name) == null) {
            throw unknown(name);
        }
    }

    /// The text of a statement that was prepared with PREPARE.
    public synchronized String statement(String name) {
        String sql = statements.get(name);
        if (sql == null) {
            throw unknown(name);
        }
        return sql;
    }

    private static QueryException unknown(String name) {
        return new QueryException(ErrorCode.INVALID_ARGUMENT, "No statement was prepared under the name '" + name + "'");
    }

    public ZoneId zone() {
        return ZoneId.of(get(SessionProperty.TIME_ZONE));
    }

    /// Zero when there is no limit.
    public Duration timeout() {
        return SessionProperty.duration(get(SessionProperty.QUERY_TIMEOUT));
    }

    /// Bytes that a query may take in each process; 0: no limit of its own.
    public long memory() {
        return SessionProperty.memory(get(SessionProperty.QUERY_MAX_MEMORY));
    }
}
