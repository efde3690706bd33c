package dev.weir.formats;

import org.apache.arrow.memory.BufferAllocator;

/// An open file whose footer has been read. Safe for use by several threads; its readers are not.
public interface OpenFile extends AutoCloseable {
    FileMetadata metadata();

    /// Answers whether the row group's statistics rule out every row of the request. Costs no read.
    boolean pruned(ScanRequest request);

    /// Starts to read. All memory comes from `allocator`. Reads nothing before the first column is asked for, except the
    /// page index when the predicate can use it.
    BatchReader read(ScanRequest request, BufferAllocator allocator);

    /// Closes the file; readers must have been closed before.
    @Override
    void close();
}
