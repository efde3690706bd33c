package dev.weir.coordinator.launch;

/// How much memory a process may use for data, in bytes.
///
/// @param queries   for everything together
/// @param pageCache of it for decompressed pages of files, as long as queries do not need it; 0: none are kept
public record MemoryLimits(long queries, long pageCache) {
    public MemoryLimits {
        if (pageCache < 0 || pageCache > queries) {
            throw new IllegalArgumentException("--page-cache is a part of --memory: at most " + queries + " bytes, not " + pageCache);
        }
    }

    /// Keeps no pages.
    public static MemoryLimits of(long queries) {
        return new MemoryLimits(queries, 0);
    }

    /// As much with a part of it for pages.
    public MemoryLimits withPageCache(long bytes) {
        return new MemoryLimits(queries, bytes);
    }
}
