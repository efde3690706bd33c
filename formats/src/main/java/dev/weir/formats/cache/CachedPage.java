package dev.weir.formats.cache;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// A page that the cache knows.
///
/// @param content null for a page that was only passed over
public record CachedPage(PageDescription description, PageContent content) {
    /// What an entry costs besides its description and content.
    private static final int ENTRY = 256;

    int weight() {
        return (int) Math.min(Integer.MAX_VALUE, ENTRY + description.bytes() + (content == null ? 0 : content.size()));
    }

    /// The content for a reader, who closes the answer; null when it is not there.
    public ArrowBuf open(BufferAllocator reader) {
        return content == null ? null : content.open(reader);
    }

    boolean drop() {
        return content == null || content.drop();
    }
}
