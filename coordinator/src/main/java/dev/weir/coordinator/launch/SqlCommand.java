package dev.weir.coordinator.launch;

import dev.weir.coordinator.cli.FlightSession;
import dev.weir.coordinator.cli.ServerUrl;
import dev.weir.coordinator.cli.SqlMain;
import dev.weir.coordinator.cli.SqlSession;
import dev.weir.coordinator.cli.format.OutputFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir sql`: the command line, at a server or with an engine of its own over a folder.
@Command(name = "sql", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs SQL: at a server, or over the files of a folder without one (--data).")
final class SqlCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "URL",
            description = "grpc://host:port, grpc+tls://host:port or the JDBC URL, with or without jdbc: (default: grpc://localhost:8815).")
    String url;

    @Option(names = "--data", paramLabel = "DIR", description = "Embedded: an engine in this process over the files of a folder.")
    Path data;

    @Option(names = {"-c", "--execute"}, paramLabel = "SQL", description = "Runs these statements and exits.")
    String statements;

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = "Runs the statements of a file and exits.")
    Path file;

    @Option(names = "--output-format", paramLabel = "FORMAT",
            description = "ALIGNED, CSV, CSV_HEADER, TSV, TSV_HEADER, JSON, VERTICAL, MARKDOWN or NULL.", converter = FormatConverter.class)
    OutputFormat format;

    @Option(names = {"-u", "--user"}, paramLabel = "NAME", description = "The user (default: the URL's, else that of the system).")
    String user;

    @Option(names = "--password", arity = "0..1", interactive = true, paramLabel = "PASSWORD",
            description = "Asks for the password; the environment's WEIR_PASSWORD is used otherwise.")
    String password;

    @Mixin
    EngineOptions engine;

    @Override
    public Integer call() throws Exception {
        if (url != null && data != null) {
            throw new IllegalArgumentException("give a URL or --data, not both");
        }
        Path history = WeirHome.path().resolve("history");
        try (SqlSession session = data != null ? embedded() : remote()) {
            return SqlMain.run(session, statements, file, format, history);
        }
    }

    private SqlSession embedded() {
        return EmbeddedEngine.open(data, engine).session(userName(null), engine.session);
    }

    private SqlSession remote() {
        ServerUrl server = ServerUrl.parse(url == null ? "grpc://localhost:" + ServerUrl.DEFAULT_PORT : url);
        Map<String, String> properties = new TreeMap<>();
        server.properties().forEach((name, value) -> {
            if (!name.equals("useEncryption") && !name.equals("user") && !name.equals("password")) {
                properties.put(name, value);
            }
        });
        properties.putAll(engine.session);
        String secret = password != null ? password : server.properties().getOrDefault("password", System.getenv().getOrDefault("WEIR_PASSWORD", ""));
        return new FlightSession(server, userName(server.properties().get("user")), secret, properties);
    }

    private String userName(String fromUrl) {
        return user != null ? user : fromUrl != null ? fromUrl : System.getProperty("user.name", "anonymous");
    }

    /// Takes format names in any case.
    static final class FormatConverter implements picocli.CommandLine.ITypeConverter<OutputFormat> {
        @Override
        public OutputFormat convert(String value) {
            return OutputFormat.named(value);
        }
    }
}
