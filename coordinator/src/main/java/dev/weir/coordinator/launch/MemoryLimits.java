package dev.weir.coordinator.launch;

/// How much memory a process may use for data, in bytes.
///
/// @param queries   for everything together
/// @param pageCache of it for decompressed pages of files, as long as queries do not need it; 0: none are kept
public record MemoryLimits(long queries, long pageCache) {
    private static final int USUAL_PART = 4;

    public MemoryLimits {
        if (pageCache < 0 || pageCache > queries) {
            throw new IllegalArgumentException("--page-cache is a part of --memory: at most " + queries + " bytes, not " + pageCache);
        }
    }

    /// With a quarter for pages.
    public static MemoryLimits of(long queries) {
        return new MemoryLimits(queries, queries / USUAL_PART);
    }
}
