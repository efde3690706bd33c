package dev.weir.worker.exchange;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.BufferAllocator;

/// Waits for what the transport still holds when calls have ended: bytes on their way out, messages that came too late and
/// are thrown away.
public final class MemoryDrain {
    private static final int QUIET_LOOKS = 10;
    private static final long LOOK_MILLIS = 2;

    private MemoryDrain() {}

    /// Answers whether the allocator came to rest at zero in time.
    public static boolean await(BufferAllocator allocator, Duration patience) {
        return await(allocator::getAllocatedMemory, patience);
    }

    /// Answers whether a count of bytes came to rest at zero in time.
    public static boolean await(LongSupplier bytes, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        int quiet = 0;
        while (quiet < QUIET_LOOKS) {
            quiet = bytes.getAsLong() == 0 ? quiet + 1 : 0;
            if (quiet == 0 && System.nanoTime() - end > 0) {
                return false;
            }
            try {
                // The transport tells nobody when it lets go of its last message.
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return bytes.getAsLong() == 0;
            }
        }
        return true;
    }
}
