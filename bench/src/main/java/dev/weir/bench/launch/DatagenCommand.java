package dev.weir.bench.launch;

import dev.weir.bench.datagen.TpchGenerator;
import dev.weir.bench.datagen.TpchLayout;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.parquet.write.WriteOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `weir datagen tpch`: TPC-H tables as Parquet.
@Command(name = "datagen", mixinStandardHelpOptions = true, sortOptions = false, description = "Generates the tables of a suite as Parquet files.")
final class DatagenCommand implements Callable<Integer> {
    /// The suites there is a generator for.
    enum Suite { tpch }

    @Parameters(paramLabel = "SUITE", description = "tpch")
    Suite suite;

    @Option(names = "--sf", paramLabel = "N", required = true, description = "Scale factor; 1 is about 8.7 million rows, 0.3 GB.")
    double scale;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where the tables go.")
    Path out;

    @Option(names = "--layout", paramLabel = "LAYOUT", description = "single: OUT/tpch/<table>/; mesh: OUT/{sales,supply,geo}/tpch/<table>/.")
    TpchLayout layout = TpchLayout.SINGLE;

    @Option(names = "--files", paramLabel = "N", description = "Files a table (default 1; nation and region are always one).")
    int files = 1;

    @Option(names = "--codec", paramLabel = "CODEC", description = "zstd, snappy, gzip, lz4_raw or uncompressed (default zstd).")
    Codec codec = Codec.ZSTD;

    @Option(names = "--threads", paramLabel = "N", description = "Threads (default: one a core).")
    int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        TpchGenerator generator = new TpchGenerator(scale, out, layout, files, WriteOptions.defaults().withCodec(codec));
        generate(generator, "TPC-H SF " + scale, threads);
        System.err.println("Wrote " + generator.rows() + " rows to " + out);
        return 0;
    }

    /// Runs a generator with a progress line on standard error when that is a terminal.
    static void generate(TpchGenerator generator, String what, int threads) throws Exception {
        boolean terminal = System.console() != null && System.console().isTerminal();
        Thread progress = Thread.ofVirtual().start(() -> {
            try {
                while (terminal) {
                    Thread.sleep(500);
                    System.err.printf("\r%s: %3d %%", what, Math.min(100, 100 * generator.rows() / generator.expectedRows()));
                }
            } catch (InterruptedException e) {
                System.err.print("\r\u001b[K");
            }
        });
        try {
            generator.run(threads);
        } finally {
            progress.interrupt();
            progress.join();
        }
    }

    /// The folder of TPC-H files that benchmarks share, generated when it is not there yet.
    static Path tpchOnce(Path home, double scale, int threads) throws Exception {
        Path folder = home.resolve("tpch-sf" + scale);
        if (!Files.exists(folder.resolve(".complete"))) {
            System.err.println("Generating TPC-H SF " + scale + " into " + folder + " (once) ...");
            generate(new TpchGenerator(scale, folder, TpchLayout.SINGLE, 3, WriteOptions.defaults()), "TPC-H SF " + scale, threads);
            Files.createFile(folder.resolve(".complete"));
        }
        return folder;
    }
}
