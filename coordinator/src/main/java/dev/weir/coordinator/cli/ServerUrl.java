package dev.weir.coordinator.cli;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/// Where a server is: `grpc://host:port`, `grpc+tls://host:port`, `host:port`, or the JDBC URL with or without `jdbc:`.
///
/// @param properties of the query part, `user` and session properties among them
public record ServerUrl(String host, int port, boolean tls, Map<String, String> properties) {
    public static final int DEFAULT_PORT = 8815;

    public ServerUrl {
        properties = Map.copyOf(properties);
    }

    public static ServerUrl parse(String text) {
        String url = text.startsWith("jdbc:") ? text.substring(5) : text;
        if (!url.contains("://")) {
            url = "grpc://" + url;
        }
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a URL: '" + text + "'; expected grpc://host:port or jdbc:arrow-flight-sql://host:port");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("no host in '" + text + "'; expected grpc://host:port or jdbc:arrow-flight-sql://host:port");
        }
        Map<String, String> properties = new TreeMap<>();
        String query = uri.getRawQuery();
        if (query != null) {
            for (String pair : query.split("[&;]")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    properties.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
        boolean tls = switch (uri.getScheme()) {
            case "grpc" -> false;
            case "grpc+tls" -> true;
            case "arrow-flight-sql", "arrow-flight" -> !"false".equalsIgnoreCase(properties.getOrDefault("useEncryption", "true"));
            default -> throw new IllegalArgumentException("unknown scheme '" + uri.getScheme() + "'; there are grpc, grpc+tls and jdbc:arrow-flight-sql");
        };
        return new ServerUrl(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), tls, properties);
    }

    @Override
    public String toString() {
        return (tls ? "grpc+tls://" : "grpc://") + host + ":" + port;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
