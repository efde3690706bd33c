package dev.weir.coordinator.launch;

import dev.weir.exec.memory.DataMemory;
import dev.weir.worker.exchange.MemoryDrain;
import java.time.Duration;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the memory of a server when all else is closed, and says so when something still holds some.
final class ProcessMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessMemory.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private ProcessMemory() {}

    static void close(DataMemory memory, String what) {
        memory.pages().close();
        close(memory.root(), what);
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
