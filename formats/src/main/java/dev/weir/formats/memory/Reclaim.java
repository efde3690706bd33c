package dev.weir.formats.memory;

import java.util.function.LongConsumer;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.AllocationOutcome;
import org.apache.arrow.memory.BufferAllocator;

/// Takes memory back from a cache when a process would otherwise be short of it: the listener of the process's root allocator
/// and so of all below it.
///
/// An allocation that the process's limit refuses is tried again after the cache has dropped as much; and who asks for
/// {@link #headroom} before it allocates, or spills instead, is told of room that the cache makes then.
public final class Reclaim implements AllocationListener {
    private static final LongConsumer NOTHING = _ -> { };

    private volatile BufferAllocator root;
    private volatile LongConsumer cache = NOTHING;

    /// Says where a process's memory may be taken back from.
    ///
    /// @param process the root allocator, made with a listener of this class
    /// @param cache   frees about so many bytes, if it has them
    public static void from(BufferAllocator process, LongConsumer cache) {
        Reclaim reclaim = (Reclaim) process.getListener();
        reclaim.root = process;
        reclaim.cache = cache;
    }

    @Override
    public boolean onFailedAllocation(long size, AllocationOutcome outcome) {
        return make(size);
    }

    /// Bytes that an allocator may still have, after the cache has made room for `wanted` if there was less.
    public static long headroom(BufferAllocator allocator, long wanted) {
        long room = allocator.getHeadroom();
        return room < wanted && allocator.getListener() instanceof Reclaim reclaim && reclaim.make(wanted) ? allocator.getHeadroom() : room;
    }

    /// Sees to it that the process has `bytes` more; answers whether that changed anything.
    private boolean make(long bytes) {
        BufferAllocator process = root;
        if (process == null) {
            return false;
        }
        long room = process.getHeadroom();
        if (room >= bytes) {
            return false;
        }
        cache.accept(bytes - room);
        return process.getHeadroom() > room;
    }
}
