package dev.weir.bench.launch;

import dev.weir.coordinator.launch.MemoryLimits;
import dev.weir.coordinator.query.ByteSize;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// Options for the memory of the workers that a command starts.
final class WorkerMemory {
    @Option(names = "--memory", paramLabel = "SIZE", description = "Query memory of each worker (default: half of the machine's).")
    String memory;

    @Option(names = "--page-cache", paramLabel = "SIZE", description = "Of that, for decompressed pages of files that are read again (default: 0, every run decompresses).")
    String pageCache;

    /// The same for an engine in this process.
    ///
    /// @param usual query memory where none is given, in bytes
    MemoryLimits limits(long usual) {
        return new MemoryLimits(memory == null ? usual : ByteSize.parse(memory), pageCache == null ? 0 : ByteSize.parse(pageCache));
    }

    /// As the worker command takes them.
    List<String> options() {
        List<String> options = new ArrayList<>();
        if (memory != null) {
            options.addAll(List.of("--memory", memory));
        }
        if (pageCache != null) {
            options.addAll(List.of("--page-cache", pageCache));
        }
        return options;
    }
}
