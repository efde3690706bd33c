package dev.weir.bench.launch;

import dev.weir.coordinator.launch.WeirHome;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The TPC-H files that a benchmark reads, and with how many threads: options that its commands share.
final class TpchInput {
    @Option(names = "--sf", paramLabel = "N", required = true, description = "Scale factor.")
    double scale;

    @Option(names = "--data", paramLabel = "DIR", description = "Files in the single layout, DIR/tpch/<table>/*.parquet (default: generated once).")
    Path data;

    @Option(names = "--threads", paramLabel = "N", description = "Threads of each worker, and of DuckDB (default: one a core).")
    int threads = Runtime.getRuntime().availableProcessors();

    /// The folder of the files, which are generated when none were named and none are there yet.
    Path files() throws Exception {
        return data != null ? data.toAbsolutePath() : DatagenCommand.tpchOnce(WeirHome.path().resolve("bench"), scale, threads);
    }
}
