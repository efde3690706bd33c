package dev.weir.formats.parquet.page;

import dev.weir.formats.cache.FilePages;
import dev.weir.formats.compress.Decompressor;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.io.MergedReads;
import dev.weir.formats.parquet.encoding.Scratch;
import org.apache.arrow.memory.BufferAllocator;

/// What the columns of one reader share. The reader closes it after them.
record ReaderParts(
        FileSource source, MergedReads merged, FilePages cache, BufferAllocator allocator, Decompressor decompressor, Scratch scratch,
        PageTally tally) implements AutoCloseable {
    @Override
    public void close() {
        merged.close();
        scratch.close();
        decompressor.close();
    }
}
