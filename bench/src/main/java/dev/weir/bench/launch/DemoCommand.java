package dev.weir.bench.launch;

import dev.weir.bench.datagen.TpchGenerator;
import dev.weir.bench.datagen.TpchLayout;
import dev.weir.coordinator.cli.FlightSession;
import dev.weir.coordinator.cli.ServerUrl;
import dev.weir.coordinator.cli.SqlMain;
import dev.weir.coordinator.cli.format.OutputFormat;
import dev.weir.coordinator.launch.ServerProcess;
import dev.weir.coordinator.launch.WeirHome;
import dev.weir.formats.parquet.write.WriteOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `weir demo`: three domains on this machine, a process each, and a shell to ask them.
@Command(name = "demo", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Starts a coordinator and a worker for each of three domains over generated TPC-H data, and opens the SQL shell.")
final class DemoCommand implements Callable<Integer> {
    private static final List<String> DOMAINS = List.of("sales", "supply", "geo");
    private static final String SEARCH_PATH = "sales.tpch, supply.tpch, geo.tpch";
    private static final String QUESTION = """
            SELECT n.n_name, sum(l.l_extendedprice * (1 - l.l_discount)) AS revenue
            FROM sales.tpch.lineitem l JOIN supply.tpch.supplier s ON l.l_suppkey = s.s_suppkey JOIN geo.tpch.nation n ON s.s_nationkey = n.n_nationkey
            GROUP BY n.n_name ORDER BY revenue DESC LIMIT 5;""";

    @Option(names = {"-c", "--execute"}, paramLabel = "SQL", description = "Runs these statements and exits.")
    String statements;

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = "Runs the statements of a file and exits.")
    Path file;

    @Option(names = "--sf", paramLabel = "N", description = "Scale factor of the data (default 0.1).")
    double scale = 0.1;

    @Option(names = "--output-format", paramLabel = "FORMAT", description = "As in weir sql.")
    String format;

    @Option(names = "--flight-port", paramLabel = "PORT", description = "Where clients connect (default 8815; a free one when that is taken).")
    int flightPort = 8815;

    @Option(names = "--http-port", paramLabel = "PORT", description = "Health (default 8080; a free one when that is taken).")
    int httpPort = 8080;

    @Option(names = "--threads", paramLabel = "N", description = "Execution threads of each worker (default: one a core).")
    Integer threads;

    @Mixin
    WorkerMemory workerMemory;

    @Option(names = "--session", paramLabel = "NAME=VALUE", description = "A session property; may be repeated.")
    Map<String, String> session = new LinkedHashMap<>();

    @Override
    public Integer call() throws Exception {
        Path home = WeirHome.path().resolve("demo");
        Path data = home.resolve("tpch-sf" + (scale == Math.rint(scale) ? String.valueOf((long) scale) : String.valueOf(scale)));
        generateOnce(data);
        OutputFormat output = format == null ? null : OutputFormat.named(format);
        boolean quiet = statements != null || file != null;
        List<ServerProcess> servers = new ArrayList<>();
        Thread ending = new Thread(() -> closeAll(servers), "weir-demo-end");
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            String address = startAll(home, data, servers);
            if (!quiet) {
                banner(address, data, home);
            }
            Map<String, String> properties = new LinkedHashMap<>(Map.of("search_path", SEARCH_PATH));
            properties.putAll(session);
            try (FlightSession client = new FlightSession(ServerUrl.parse(address), System.getProperty("user.name", "demo"), "", properties)) {
                return SqlMain.run(client, statements, file, output, WeirHome.path().resolve("history"));
            }
        } finally {
            closeAll(servers);
        }
    }

    private void generateOnce(Path data) throws Exception {
        Path done = data.resolve(".complete");
        if (Files.exists(done)) {
            return;
        }
        System.err.println("Generating TPC-H SF " + scale + " into " + data + " (once) ...");
        TpchGenerator generator = new TpchGenerator(scale, data, TpchLayout.MESH, 1, WriteOptions.defaults());
        DatagenCommand.generate(generator, "TPC-H SF " + scale, Runtime.getRuntime().availableProcessors());
        Files.createFile(done);
    }

    /// Starts the coordinator, then the workers; answers where clients connect. Four processes that practise at once would make
    /// the first minute slower, not faster.
    private String startAll(Path home, Path data, List<ServerProcess> servers) throws IOException {
        Path logs = home.resolve("logs");
        List<String> coordinator = new ArrayList<>(List.of("coordinator",
                "--flight-port", String.valueOf(FreePort.orAny(flightPort)), "--http-port", String.valueOf(FreePort.orAny(httpPort)),
                "--state", home.resolve("coordinator").toString(), "--warm-up", "off"));
        ServerProcess first = start(coordinator, List.of("-Xmx512m"), logs.resolve("coordinator.log"), servers);
        for (String domain : DOMAINS) {
            List<String> worker = new ArrayList<>(List.of("worker", "--domain", domain, "--data", data.resolve(domain).toString(),
                    "--coordinator", first.address(), "--flight-port", "0", "--warm-up", "off"));
            if (threads != null) {
                worker.addAll(List.of("--threads", threads.toString()));
            }
            worker.addAll(workerMemory.options());
            start(worker, List.of("-Xmx1g"), logs.resolve("worker-" + domain + ".log"), servers);
        }
        return first.address();
    }

    private static ServerProcess start(List<String> arguments, List<String> jvm, Path log, List<ServerProcess> servers) throws IOException {
        ServerProcess process = ServerProcess.start(arguments, jvm, log);
        synchronized (servers) {
            servers.add(process);
        }
        return process;
    }

    private void banner(String address, Path data, Path home) {
        System.out.println("Three domains are up: sales (customer, orders, lineitem), supply (part, partsupp, supplier), geo (nation, region).");
        System.out.println("  JDBC   jdbc:arrow-flight-sql://" + address + "/?useEncryption=false&user=" + System.getProperty("user.name", "demo"));
        System.out.println("         (the stock driver needs the JVM flag --add-opens=java.base/java.nio=ALL-UNNAMED)");
        System.out.println("  data   " + data);
        System.out.println("  logs   " + home.resolve("logs"));
        System.out.println("Ask all three at once:");
        System.out.println();
        System.out.println(QUESTION);
        System.out.println();
    }

    private static void closeAll(List<ServerProcess> servers) {
        List<ServerProcess> reversed;
        synchronized (servers) {
            reversed = new ArrayList<>(servers).reversed();
            servers.clear();
        }
        for (ServerProcess server : reversed) {
            server.close();
        }
    }
}
