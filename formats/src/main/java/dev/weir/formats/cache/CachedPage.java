package dev.weir.formats.cache;

import dev.weir.formats.memory.Memory;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// A page that the cache knows: its description and, unless it was only passed over, its content.
public final class CachedPage {
    /// What an entry costs besides its description.
    private static final int ENTRY = 192;
    /// Tests set it: a page that somebody wrote to is an error when it is dropped.
    private static final boolean STRICT = Boolean.getBoolean("weir.test.strict");

    private final PageDescription description;
    private final int weight;
    private final long sum;
    /// Null from the beginning, or when the page was dropped.
    private ArrowBuf content;

    private CachedPage(PageDescription description, ArrowBuf content) {
        this.description = description;
        this.content = content;
        this.weight = Math.toIntExact(Math.min(
                Integer.MAX_VALUE, ENTRY + description.bytes() + (content == null ? 0 : content.getReferenceManager().getSize())));
        this.sum = STRICT && content != null ? sum(content) : 0;
    }

    static CachedPage of(PageDescription description, ArrowBuf content, BufferAllocator memory) {
        return new CachedPage(description, content == null ? null : content.getReferenceManager().retain(content, memory));
    }

    int weight() {
        return weight;
    }

    public PageDescription description() {
        return description;
    }

    /// The content with a reference for the caller, who only reads it; null when it is not there.
    public synchronized ArrowBuf retain(BufferAllocator allocator) {
        return content == null ? null : content.getReferenceManager().retain(content, allocator);
    }

    /// Lets go of the content; who holds a reference keeps it.
    synchronized void close() {
        if (content != null) {
            if (STRICT && sum(content) != sum) {
                throw new IllegalStateException("a cached page was written to");
            }
            content.close();
            content = null;
        }
    }

    private static long sum(ArrowBuf content) {
        CRC32C sum = new CRC32C();
        sum.update(Memory.ALL.asSlice(content.memoryAddress(), content.capacity()).asByteBuffer());
        return sum.getValue();
    }
}
