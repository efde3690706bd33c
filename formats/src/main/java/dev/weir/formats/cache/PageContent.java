package dev.weir.formats.cache;

import dev.weir.formats.memory.Memory;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;

/// A page's decompressed bytes, shared by its readers and, once it is kept, by the cache.
///
/// Each reader's allocator accounts for it as for a buffer of its own, so limits and leak checks of queries hold as if there
/// were no cache; the cache accounts for what no reader has.
public final class PageContent {
    /// Tests set it: a page that somebody wrote to after it was kept is found out.
    private static final boolean STRICT = Boolean.getBoolean("weir.test.strict");

    private final ArrowBuf bytes;
    private final long size;
    private final BufferAllocator idle;
    private long sum;
    private int readers;
    private boolean kept;
    private boolean freed;

    /// @param idle    accounts for it while it is kept and nobody reads it
    /// @param storage where its bytes are
    PageContent(long length, BufferAllocator idle, BufferAllocator storage) {
        this.bytes = storage.buffer(length);
        this.size = bytes.getReferenceManager().getSize();
        this.idle = idle;
    }

    long size() {
        return size;
    }

    /// The bytes for a reader, who closes the answer; null when they are gone. Written only by who made it, before it is kept.
    /// Without a reader and not kept, the bytes go.
    public ArrowBuf open(BufferAllocator reader) {
        if (!enter()) {
            return null;
        }
        boolean done = false;
        try {
            ArrowBuf opened = reader.wrapForeignAllocation(new Reading());
            done = true;
            return opened;
        } finally {
            if (!done) {
                leave();
            }
        }
    }

    private final class Reading extends ForeignAllocation {
        Reading() {
            super(size, bytes.memoryAddress());
        }

        @Override
        protected void release0() {
            leave();
        }
    }

    private synchronized boolean enter() {
        if (freed) {
            return false;
        }
        if (readers++ == 0 && kept) {
            idle.releaseBytes(size);
        }
        return true;
    }

    private synchronized void leave() {
        if (--readers == 0) {
            if (kept) {
                idle.forceAllocate(size);
            } else {
                free();
            }
        }
    }

    /// The cache has it from now on. Called by its only reader.
    synchronized void keep() {
        kept = true;
        sum = STRICT ? sum() : 0;
    }

    /// The cache has it no longer. Answers whether it is still what it was, as far as that is looked at.
    synchronized boolean drop() {
        boolean whole = !STRICT || sum() == sum;
        kept = false;
        if (readers == 0) {
            idle.releaseBytes(size);
            free();
        }
        return whole;
    }

    private void free() {
        freed = true;
        bytes.close();
    }

    private long sum() {
        CRC32C crc = new CRC32C();
        crc.update(Memory.ALL.asSlice(bytes.memoryAddress(), bytes.capacity()).asByteBuffer());
        return crc.getValue();
    }
}
