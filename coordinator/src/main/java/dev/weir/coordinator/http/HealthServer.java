package dev.weir.coordinator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/// `/v1/health`: the process lives. `/v1/ready`: the next query will work, else 503.
public final class HealthServer implements AutoCloseable {
    private final HttpServer server;

    /// Starts to listen.
    ///
    /// @param port 0: any free one
    public HealthServer(String host, int port, BooleanSupplier ready) throws IOException {
        server = HttpServer.create(new InetSocketAddress(host, port), 16);
        server.createContext("/v1/health", exchange -> answer(exchange, 200, "{\"status\":\"UP\"}"));
        server.createContext("/v1/ready", exchange -> {
            boolean up = ready.getAsBoolean();
            answer(exchange, up ? 200 : 503, "{\"ready\":" + up + "}");
        });
        server.setExecutor(Runnable::run);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
