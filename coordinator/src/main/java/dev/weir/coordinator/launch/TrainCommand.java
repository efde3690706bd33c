package dev.weir.coordinator.launch;

import dev.weir.coordinator.cli.FlightSession;
import dev.weir.coordinator.cli.ServerUrl;
import dev.weir.coordinator.cli.SqlMain;
import dev.weir.coordinator.cli.SqlSession;
import dev.weir.coordinator.cli.format.OutputFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Loads the classes that commands and servers need, while the JVM writes down which: the launcher makes the distribution's
/// class archive with it, which halves the time to the first answer.
@Command(name = "train", hidden = true, description = "Loads classes for the class archive.")
final class TrainCommand implements Callable<Integer> {
    private static final long MEMORY = 1L << 30;
    private static final String STATEMENTS = """
            SELECT 1;
            SHOW CATALOGS;
            EXPLAIN SELECT count(*) FROM tpch.nation;
            SELECT r_name, count(*) AS nations, min(n_name), sum(n_nationkey) FROM tpch.nation JOIN tpch.region ON n_regionkey = r_regionkey
            WHERE n_name LIKE '%A%' AND n_nationkey BETWEEN 1 AND 20 GROUP BY r_name HAVING count(*) > 1 ORDER BY 2 DESC LIMIT 3;
            SELECT l_returnflag, sum(l_extendedprice * (1 - l_discount)), avg(l_quantity) FROM tpch.lineitem
            WHERE l_shipdate <= DATE '1998-12-01' - INTERVAL '90' DAY GROUP BY l_returnflag ORDER BY l_returnflag;
            SELECT count(*) FROM tpch.orders WHERE EXISTS (SELECT 1 FROM tpch.lineitem WHERE l_orderkey = o_orderkey);
            SELECT state FROM system.runtime.nodes""";

    @Option(names = "--data", required = true)
    Path data;

    @Override
    public Integer call() throws Exception {
        try (SqlSession session = EmbeddedEngine.open(data, 2, MEMORY).session("train", Map.of())) {
            SqlMain.run(session, STATEMENTS, null, OutputFormat.ALIGNED, null);
        }
        try (CoordinatorServer coordinator = new CoordinatorServer("127.0.0.1", 0, 0, null, 2, MEMORY)) {
            int port = Integer.parseInt(coordinator.address().substring(coordinator.address().indexOf(':') + 1));
            try (DomainWorker worker = new DomainWorker("local", data.toAbsolutePath(), "", "127.0.0.1", 0, "127.0.0.1", port, 2, MEMORY)) {
                worker.registered().get(10, TimeUnit.SECONDS);
                try (SqlSession session = new FlightSession(ServerUrl.parse("grpc://127.0.0.1:" + port), "train", "", Map.of())) {
                    SqlMain.run(session, STATEMENTS, null, OutputFormat.CSV, null);
                }
            }
        }
        WarmUp.before(WarmUp.When.FIRST, WarmUp.Extent.OF_TRAINING, 2);
        return 0;
    }
}
