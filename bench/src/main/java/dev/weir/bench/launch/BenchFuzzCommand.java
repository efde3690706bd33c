package dev.weir.bench.launch;

import dev.weir.bench.oracle.OracleRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `weir bench fuzz`: contradicts Weir with DuckDB for as long as one likes.
@Command(name = "fuzz", mixinStandardHelpOptions = true, description = "Asks Weir and DuckDB the same random questions and shows where they differ.")
final class BenchFuzzCommand implements Callable<Integer> {
    @Option(names = "--seed", description = "The first seed.", defaultValue = "1")
    long seed;

    @Option(names = "--seeds", description = "How many seeds, each with data of its own.", defaultValue = "10")
    int seeds;

    @Option(names = "--queries", description = "Queries of each seed.", defaultValue = "100")
    int queries;

    @Option(names = "--most", description = "Stops after so many contradictions.", defaultValue = "10")
    int most;

    @Option(names = "--workers", split = ",", description = "In-process clusters beside the embedded engine, by their number of workers.")
    List<Integer> workers = List.of();

    @Option(names = "--session", description = "Session properties, NAME=VALUE.")
    Map<String, String> properties = Map.of();

    @Option(names = "--data", description = "Where the data is written; default: a temporary folder.")
    Path data;

    @Override
    public Integer call() throws Exception {
        Path folder = data == null ? Files.createTempDirectory("weir-fuzz") : Files.createDirectories(data);
        try (OracleRun run = new OracleRun(seed, seeds, folder, workers, properties)) {
            int found = run.run(queries, most, report -> System.out.println(report + "\n")).size();
            System.out.println(run.figures() + ", " + found + " contradictions; data in " + folder);
            return found == 0 ? 0 : 1;
        }
    }
}
