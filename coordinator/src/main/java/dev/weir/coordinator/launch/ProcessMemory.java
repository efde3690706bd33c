package dev.weir.coordinator.launch;

import dev.weir.formats.memory.Reclaim;
import dev.weir.worker.exchange.MemoryDrain;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the memory of a server, and closes it when all else is closed; says so when something still holds some.
final class ProcessMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessMemory.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private ProcessMemory() {}

    /// The root of a process's allocators, from which a {@link dev.weir.formats.cache.PageCache} may give memory back.
    static BufferAllocator open(long limit) {
        return new RootAllocator(new Reclaim(), limit);
    }

    static void close(BufferAllocator memory, String what) {
        if (MemoryDrain.await(memory, PATIENCE)) {
            closeTree(memory);
        } else {
            LOG.error("The {} still holds {} bytes at its end", what, memory.getAllocatedMemory());
        }
    }

    private static void closeTree(BufferAllocator allocator) {
        for (BufferAllocator child : List.copyOf(allocator.getChildAllocators())) {
            closeTree(child);
        }
        allocator.close();
    }
}
