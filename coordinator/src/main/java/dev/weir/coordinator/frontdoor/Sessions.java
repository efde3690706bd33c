package dev.weir.coordinator.frontdoor;

import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.SessionProperty;
import dev.weir.exec.error.QueryException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.CallHeaders;
import org.apache.arrow.flight.CallInfo;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightServerMiddleware;
import org.apache.arrow.flight.RequestContext;
import org.apache.arrow.flight.auth2.CallHeaderAuthenticator;

/// Finds the session of a call: by the bearer token that a login got, else by a cookie, else a new one.
///
/// Open mode: the user name is taken as given, no password is checked, and without one the user is `anonymous`. A token or
/// cookie is 128 random bits. Headers that name a session property set it; all others are ignored, those that look like
/// roles or attributes above all. Headers are never logged: they carry passwords.
public final class Sessions implements FlightServerMiddleware.Factory<Sessions.SessionMiddleware>, CallHeaderAuthenticator {
    public static final FlightServerMiddleware.Key<SessionMiddleware> KEY = FlightServerMiddleware.Key.of("weir-session");

    private static final String ANONYMOUS = "anonymous";
    private static final String COOKIE = "weir_session";
    private static final long IDLE_LIMIT_NANOS = TimeUnit.HOURS.toNanos(12);
    private static final int SWEEP_ABOVE = 1000;

    private final SecureRandom random = new SecureRandom();
    private final Map<String, QuerySession> sessions = new ConcurrentHashMap<>();

    /// Basic credentials open a session whose id is the bearer token that the answer carries.
    @Override
    public AuthResult authenticate(CallHeaders headers) {
        String authorization = headers.get("authorization");
        if (authorization == null) {
            return () -> ANONYMOUS;
        }
        if (authorization.startsWith("Basic ")) {
            String user = user(authorization.substring(6));
            QuerySession session = open(user);
            return new AuthResult() {
                @Override
                public String getPeerIdentity() {
                    return user;
                }

                @Override
                public void appendToOutgoingHeaders(CallHeaders outgoing) {
                    outgoing.insert("authorization", "Bearer " + session.id());
                }
            };
        }
        if (authorization.startsWith("Bearer ")) {
            QuerySession session = sessions.get(authorization.substring(7));
            if (session != null) {
                String user = session.user();
                return () -> user;
            }
        }
        throw CallStatus.UNAUTHENTICATED.withDescription("TOKEN_INVALID (GOVERNANCE): The token is unknown or has expired; connect again").toRuntimeException();
    }

    @Override
    public SessionMiddleware onCallStarted(CallInfo info, CallHeaders headers, RequestContext context) {
        QuerySession session = null;
        String authorization = headers.get("authorization");
        boolean cookie = false;
        if (authorization != null && authorization.startsWith("Bearer ")) {
            session = sessions.get(authorization.substring(7));
        }
        String user = authorization != null && authorization.startsWith("Basic ") ? user(authorization.substring(6)) : ANONYMOUS;
        if (session == null) {
            String id = cookie(headers);
            session = id == null ? null : sessions.get(id);
            if (session == null || !session.user().equals(user) && authorization != null) {
                session = open(user);
                cookie = true;
            }
        }
        session.touch();
        QueryException problem = null;
        for (String name : headers.keys()) {
            if (SessionProperty.named(name).isPresent()) {
                try {
                    applyHeader(session, name, headers.get(name));
                } catch (QueryException e) {
                    problem = e;
                }
            }
        }
        return new SessionMiddleware(session, cookie, problem);
    }

    /// The session of the call; a bad header is reported by the first call that looks.
    public static QuerySession of(org.apache.arrow.flight.FlightProducer.CallContext context) {
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
        byte[] id = new byte[16];
        random.nextBytes(id);
        QuerySession session = new QuerySession(HexFormat.of().formatHex(id), user);
        sessions.put(session.id(), session);
        return session;
    }

    /// A header repeats on every call of its connection; SET SESSION in between must not be undone by the same old value.
    private static void applyHeader(QuerySession session, String name, String value) {
        if (session.headerChanged(name.toLowerCase(Locale.ROOT), value)) {
            session.set(name, value);
        }
    }

    private static String user(String basic) {
        try {
            String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            String user = colon < 0 ? pair : pair.substring(0, colon);
            return user.isBlank() ? ANONYMOUS : user;
        } catch (IllegalArgumentException e) {
            throw CallStatus.UNAUTHENTICATED.withDescription("TOKEN_INVALID (GOVERNANCE): The credentials are not valid Base64").toRuntimeException();
        }
    }

    private static String cookie(CallHeaders headers) {
        for (String header : headers.getAll("cookie")) {
            for (String part : header.split(";")) {
                String trimmed = part.trim();
                if (trimmed.startsWith(COOKIE + "=")) {
                    return trimmed.substring(COOKIE.length() + 1).replace("\"", "");
                }
            }
        }
        return null;
    }

    /// Carries the session through a call and tells a new client its cookie.
    public static final class SessionMiddleware implements FlightServerMiddleware {
        private final QuerySession session;
        private final boolean sendCookie;
        private final QueryException problem;

        SessionMiddleware(QuerySession session, boolean sendCookie, QueryException problem) {
            this.session = session;
            this.sendCookie = sendCookie;
            this.problem = problem;
        }

        @Override
        public void onBeforeSendingHeaders(CallHeaders outgoing) {
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
