package dev.weir.coordinator.frontdoor;

import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.SessionProperty;
import dev.weir.exec.error.QueryException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightMethod;
import org.apache.arrow.flight.FlightProducer;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.RequestContext;

/// Finds the session of a call: by the bearer token that a login got, else by a cookie, else a new one.
///
/// Open mode: the user name is taken as given, no password is checked, and without one the user is `anonymous`. A token or
/// cookie is 128 random bits. Headers that name a session property set it; all others are ignored, those that look like
/// roles or attributes above all. Headers are never logged: they carry passwords.
public final class Sessions implements FlightServerMiddleware.Factory<Sessions.SessionMiddleware> {
    public static final FlightServerMiddleware.Key<SessionMiddleware> KEY = FlightServerMiddleware.Key.of("weir-session");

    private static final String ANONYMOUS = "anonymous";
    private static final String AUTHORIZATION = "authorization";
    private static final String BASIC = "Basic ";
    private static final String BEARER = "Bearer ";
    private static final String COOKIE = "weir_session";
    private static final long IDLE_LIMIT_NANOS = TimeUnit.HOURS.toNanos(12);
    private static final int SWEEP_ABOVE = 1_000;
    private static final int LIMIT = 100_000;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, QuerySession> sessions = new ConcurrentHashMap<>();

    @Override
    public SessionMiddleware onCallStarted(CallInfo info, CallHeaders headers, RequestContext context) {
        String authorization = headers.get(AUTHORIZATION);
        boolean login = info.method() == FlightMethod.HANDSHAKE;
        QuerySession session;
        boolean opened = false;
        if (authorization != null && authorization.startsWith(BEARER)) {
            session = sessions.get(authorization.substring(BEARER.length()));
            if (session == null) {
                throw invalid("The token is unknown or has expired; connect again");
            }
        } else {
            String user = user(authorization);
            session = login ? null : cookie(headers).map(sessions::get).filter(found -> found.user().equals(user)).orElse(null);
            if (session == null) {
                session = open(user);
                opened = true;
            }
        }
        session.touch();
        return new SessionMiddleware(session, opened && !login, opened && authorization != null, applyHeaders(session, headers));
    }

    /// The session of the call; a bad header is reported by each call that looks.
    public static QuerySession of(FlightProducer.CallContext context) {
        SessionMiddleware middleware = context.getMiddleware(KEY);
        if (middleware.problem != null) {
            throw middleware.problem;
        }
        return middleware.session;
    }

    public void close(QuerySession session) {
        sessions.remove(session.id());
    }

    public int size() {
        return sessions.size();
    }

    private QuerySession open(String user) {
        if (sessions.size() > SWEEP_ABOVE) {
            sessions.values().removeIf(session -> session.idleNanos() > IDLE_LIMIT_NANOS);
        }
        if (sessions.size() >= LIMIT) {
            sessions.values().stream().max(Comparator.comparingLong(QuerySession::idleNanos)).ifPresent(this::close);
        }
        byte[] id = new byte[16];
        random.nextBytes(id);
        QuerySession session = new QuerySession(HexFormat.of().formatHex(id), user);
        sessions.put(session.id(), session);
        return session;
    }

    /// Answers the first bad header, or null.
    private static QueryException applyHeaders(QuerySession session, CallHeaders headers) {
        QueryException problem = null;
        for (SessionProperty property : SessionProperty.ALL) {
            String value = headers.get(property.name());
            if (value != null) {
                try {
                    session.setByHeader(property, value);
                } catch (QueryException e) {
                    problem = problem == null ? e : problem;
                }
            }
        }
        return problem;
    }

    private static String user(String authorization) {
        if (authorization == null) {
            return ANONYMOUS;
        }
        if (!authorization.startsWith(BASIC)) {
            throw invalid("Only user names with a password and tokens of this server are understood");
        }
        try {
            String pair = new String(Base64.getDecoder().decode(authorization.substring(BASIC.length())), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            String user = colon < 0 ? pair : pair.substring(0, colon);
            return user.isBlank() ? ANONYMOUS : user;
        } catch (IllegalArgumentException e) {
            throw invalid("The credentials are not valid Base64");
        }
    }

    private static RuntimeException invalid(String message) {
        return CallStatus.UNAUTHENTICATED.withDescription("TOKEN_INVALID (GOVERNANCE): " + message).toRuntimeException();
    }

    private static Optional<String> cookie(CallHeaders headers) {
        for (String header : headers.getAll("cookie")) {
            for (String part : header.split(";")) {
                String trimmed = part.trim();
                if (trimmed.startsWith(COOKIE + "=")) {
                    return Optional.of(trimmed.substring(COOKIE.length() + 1).replace("\"", ""));
                }
            }
        }
        return Optional.empty();
    }

    /// Carries the session through a call and tells a new client its token, its cookie.
    public static final class SessionMiddleware implements FlightServerMiddleware {
        private final QuerySession session;
        private final boolean sendCookie;
        private final boolean sendToken;
        private final QueryException problem;

        SessionMiddleware(QuerySession session, boolean sendCookie, boolean sendToken, QueryException problem) {
            this.session = session;
            this.sendCookie = sendCookie;
            this.sendToken = sendToken;
            this.problem = problem;
        }

        @Override
        public void onBeforeSendingHeaders(CallHeaders outgoing) {
            if (sendToken) {
                outgoing.insert(AUTHORIZATION, BEARER + session.id());
            }
            if (sendCookie) {
                outgoing.insert("set-cookie", COOKIE + "=" + session.id());
            }
        }

        @Override
        public void onCallCompleted(CallStatus status) {}

        @Override
        public void onCallErrored(Throwable failure) {}
    }
}
