package dev.weir.coordinator.launch;

import dev.weir.coordinator.query.ByteSize;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/// Options that the engine's commands share.
final class EngineOptions {
    @Option(names = "--threads", paramLabel = "N", description = "Execution threads (default: one a core).")
    Integer threads;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Query memory of the process, e.g. 1GiB (default: half of the machine's).")
    String memory;

    @Option(names = "--page-cache", paramLabel = "SIZE",
            description = "Of --memory, for decompressed pages of files that are read again; queries that need it get it back, e.g. 2GiB (default: 0, every query decompresses; a coordinator reads no files).")
    String pageCache;

    @Option(names = "--spill-dir", paramLabel = "DIR",
            description = "A folder on a local disk for what does not fit into memory (default: spill below $${WEIR_HOME:-~/.weir}).")
    Path spillFolder;

    @Option(names = "--spill-limit", paramLabel = "SIZE", description = "Bytes that queries may have there at a time (default: what the disk has).")
    String spillLimit;

    @Option(names = "--session", split = "\\|", paramLabel = "NAME=VALUE", description = "A session property; may be repeated.")
    Map<String, String> session = new LinkedHashMap<>();

    @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of the options' names; $${ENV:NAME} is replaced.")
    Path config;

    int threadCount() {
        int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (count < 1) {
            throw new IllegalArgumentException("--threads must be at least 1");
        }
        return count;
    }

    SpillPlace spillPlace() {
        SpillPlace usual = SpillPlace.usual();
        return new SpillPlace(
                spillFolder == null ? usual.folder() : spillFolder.toAbsolutePath(), spillLimit == null ? usual.limit() : ByteSize.parse(spillLimit));
    }

    MemoryLimits memoryLimits() {
        long queries = memory == null ? MachineMemory.bytes() / 2 : ByteSize.parse(memory);
        return new MemoryLimits(queries, pageCache == null ? 0 : ByteSize.parse(pageCache));
    }
}
