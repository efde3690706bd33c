package dev.weir.coordinator.launch;

import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// Sends java.util.logging, where all libraries log to, to standard error: warnings, and what servers themselves say.
final class Logging {
    private Logging() {}

    static void configure() {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %3$s %5$s%6$s%n");
        LogManager.getLogManager().reset();
        Handler handler = new ConsoleHandler();
        handler.setFormatter(new SimpleFormatter());
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(Level.WARNING);
        // Reports each failed login with a stack trace before we can: the command line says it in one line.
        HANDSHAKE.setLevel(Level.OFF);
        String level = System.getProperty("weir.log");
        KEPT.setLevel(level == null ? Level.WARNING : Level.parse(level));
        STREAMS.setLevel(Level.SEVERE);
        HANDSHAKES.setLevel(Level.OFF);
    }

    /// Held, since the log manager holds loggers weakly.
    private static final Logger KEPT = Logger.getLogger("dev.weir");
    private static final Logger HANDSHAKE = Logger.getLogger("org.apache.arrow.flight.auth2.ClientHandshakeWrapper");

    /// Warns, with a trace, of each client that cancels while rows are on their way to it.
    private static final Logger STREAMS = Logger.getLogger("io.grpc.netty.NettyServerHandler");

    /// Logs, with a trace, what it throws to the caller all the same.
    private static final Logger HANDSHAKES = Logger.getLogger("org.apache.arrow.flight.auth2.ClientHandshakeWrapper");
}
