package dev.weir.formats.parquet.encoding;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Working memory of one reader, grown as needed and kept. Each area is overwritten by the next call for it. Areas have 64
/// bytes of room behind what was asked for.
public final class Scratch implements AutoCloseable {
    private static final int PADDING = 64;

    private final BufferAllocator allocator;
    private final ArrowBuf[] areas = new ArrowBuf[5];

    public Scratch(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    /// Codes before they are gathered.
    public long codes(long bytes) {
        return area(0, bytes);
    }

    /// Stored values before they are converted.
    public long stored(long bytes) {
        return area(1, bytes);
    }

    /// Decoded values before they are spread around NULLs.
    public long dense(long bytes) {
        return area(2, bytes);
    }

    /// Positions among non-null values.
    public long positions(long bytes) {
        return area(3, bytes);
    }

    /// What an encoding needs while it decodes a page.
    public long page(long bytes) {
        return area(4, bytes);
    }

    private long area(int index, long bytes) {
        ArrowBuf area = areas[index];
        if (area == null || area.capacity() < bytes + PADDING) {
            if (area != null) {
                areas[index] = null;
                area.close();
            }
            area = allocator.buffer(bytes + PADDING);
            areas[index] = area;
        }
        return area.memoryAddress();
    }

    @Override
    public void close() {
        for (int i = 0; i < areas.length; i++) {
            if (areas[i] != null) {
                areas[i].close();
                areas[i] = null;
            }
        }
    }
}
