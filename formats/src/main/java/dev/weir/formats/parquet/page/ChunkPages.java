package dev.weir.formats.parquet.page;

import dev.weir.formats.DecodedColumn;
import dev.weir.formats.FormatException;
import dev.weir.formats.cache.CachedPage;
import dev.weir.formats.cache.FilePages;
import dev.weir.formats.cache.PageContent;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.compress.Decompressor;
import dev.weir.formats.io.FileSource;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.parquet.encoding.Conversions;
import dev.weir.formats.parquet.encoding.PageValues;
import dev.weir.formats.parquet.encoding.Scratch;
import dev.weir.formats.parquet.footer.ColumnChunkLocation;
import dev.weir.formats.parquet.footer.ColumnLayout;
import dev.weir.formats.parquet.footer.ColumnLayout.Conversion;
import dev.weir.formats.parquet.level.Bits;
import dev.weir.formats.parquet.level.HybridRuns;
import dev.weir.formats.parquet.level.Validity;
import dev.weir.formats.parquet.prune.PageLocations;
import java.util.zip.CRC32;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Walks the pages of a column chunk by their headers, and opens those whose rows are wanted. A page that is passed over is
/// neither decompressed nor decoded; one that the cache has is not even read.
final class ChunkPages implements AutoCloseable {
    /// Pages with more values than this are refused: no writer makes them, and a corrupt header must not make us allocate.
    private static final int MOST_VALUES = 1 << 26;
    private static final int USUAL_HEADER = 4 << 10;
    private static final int LARGEST_HEADER = 16 << 20;
    private static final int RLE = 3;
    private static final int BIT_PACKED = 4;

    private final ColumnLayout layout;
    private final ColumnChunkLocation chunk;
    private final ChunkBytes bytes;
    private final BufferAllocator allocator;
    private final Decompressor decompressor;
    private final Scratch scratch;
    private final PageTally tally;
    private final PageHeaderReader headers = new PageHeaderReader();
    private final HybridRuns runs = new HybridRuns();
    /// Where pages lie, or null when the file does not say.
    private final PageLocations locations;
    private final FilePages cache;
    /// Whether what is decompressed goes to the cache. Pages that are not compressed are left to the system's.
    private final boolean caching;

    private PageHeader header;
    private long headerAt;
    /// What the cache has of the current page; null: nothing.
    private CachedPage cached;
    private long nextHeader;
    private long dictionaryAt = -1;
    private DecodedColumn.Flat dictionary;

    private boolean onPage;
    private long body;
    private long pageRow;
    private long nextRow;

    /// @param locations where pages lie; null: unknown
    ChunkPages(ColumnLayout layout, ColumnChunkLocation chunk, PageLocations locations, ReaderParts reader) {
        if (chunk.codec() == null) {
            throw FormatException.notSupported(chunk.refusal());
        }
        this.layout = layout;
        this.chunk = chunk;
        this.bytes = new ChunkBytes(reader.source(), reader.merged(), reader.allocator(), chunk.start(), chunk.length());
        this.locations = locations;
        this.cache = reader.cache();
        this.caching = !cache.keepNothing() && chunk.codec() != Codec.UNCOMPRESSED;
        this.allocator = reader.allocator();
        this.decompressor = reader.decompressor();
        this.scratch = reader.scratch();
        this.tally = reader.tally();
        this.nextHeader = chunk.start();
    }

    /// Moves to the data page that holds `row` of the row group. Rows come ascending.
    void seek(long row) {
        while (!onPage || row >= nextRow) {
            int expected = locations == null ? -1 : jump(row);
            next();
            if (expected >= 0 && nextRow != locations.endRow(expected, chunk.values())) {
                throw FormatException.corrupt("a page of " + header.values() + " rows, the offset index says otherwise");
            }
            if (row >= nextRow && caching && cached == null) {
                cache.keep(headerAt, header, null);
            }
        }
    }

    /// Goes to the header of the page that holds `row` if it is not the next one; answers the page's number, or -1 when it
    /// did not jump.
    private int jump(long row) {
        int page = locations.pageOf(row);
        if (locations.firstRow(page) <= nextRow) {
            return -1;
        }
        if (dictionaryAt == -1 && locations.offset(0) > chunk.start()) {
            // Read no more than what lies before the first data page: the pages after it are not wanted.
            bytes.readAhead(locations.offset(0) - chunk.start());
            readHeader();
            bytes.readAhead(0);
            if (header.type() == PageHeader.DICTIONARY_PAGE) {
                dictionaryAt = body;
                readDictionary();
            }
        }
        nextHeader = locations.offset(page);
        nextRow = locations.firstRow(page);
        return page;
    }

    /// The first row, counted in the row group, of the current page.
    long firstRow() {
        return pageRow;
    }

    /// One past the last row of the current page.
    long endRow() {
        return nextRow;
    }

    private void next() {
        while (true) {
            if (nextRow >= chunk.values() || bytes.remaining(nextHeader) <= 0) {
                throw FormatException.corrupt("the column chunk ends after " + nextRow + " of " + chunk.values() + " rows");
            }
            readHeader();
            switch (header.type()) {
                case PageHeader.DICTIONARY_PAGE -> {
                    if (dictionaryAt >= 0) {
                        throw FormatException.corrupt("a second dictionary page");
                    }
                    dictionaryAt = body;
                    readDictionary();
                }
                case PageHeader.DATA_PAGE, PageHeader.DATA_PAGE_V2 -> {
                    if (dictionaryAt == -1) {
                        dictionaryAt = -2;
                    }
                    if (header.values() > chunk.values() - nextRow) {
                        throw FormatException.corrupt("the pages have more values than the column chunk's " + chunk.values());
                    }
                    if (header.values() == 0) {
                        continue;
                    }
                    pageRow = nextRow;
                    nextRow += header.values();
                    onPage = true;
                    return;
                }
                default -> { }
            }
        }
    }

    private void readHeader() {
        headerAt = nextHeader;
        cached = caching ? cache.find(headerAt) : null;
        header = cached == null ? headerInFile(headerAt) : (PageHeader) cached.description();
        body = headerAt + header.length();
        nextHeader = body + header.compressedSize();
        if (header.compressedSize() > bytes.remaining(body)) {
            throw FormatException.corrupt("a page of " + header.compressedSize() + " bytes reaches beyond its column chunk");
        }
        if (header.values() > MOST_VALUES) {
            throw FormatException.notSupported("a page of " + header.values() + " values (" + MOST_VALUES + " are the most)");
        }
    }

    private PageHeader headerInFile(long position) {
        long remaining = bytes.remaining(position);
        long room = Math.min(remaining, USUAL_HEADER);
        long address = bytes.address(position, room);
        PageHeader found = headers.read(address, address + room);
        if (found == null && remaining > room) {
            room = Math.min(remaining, LARGEST_HEADER);
            address = bytes.address(position, room);
            found = headers.read(address, address + room);
        }
        if (found == null) {
            throw FormatException.corrupt("a page header ends beyond its column chunk");
        }
        return found;
    }

    private long pageAddress() {
        long address = bytes.address(body, header.compressedSize());
        if (header.hasCrc()) {
            CRC32 crc = new CRC32();
            crc.update(Memory.ALL.asSlice(address, header.compressedSize()).asByteBuffer());
            if ((int) crc.getValue() != header.crc()) {
                throw FormatException.corrupt("a page's checksum is wrong");
            }
        }
        return address;
    }

    /// The chunk's dictionary, the same instance each time; null if the chunk has none. Stays owned by this object.
    DecodedColumn.Flat dictionary() {
        return dictionary;
    }

    /// Decodes the dictionary page, which always comes first and is PLAIN under either of its names.
    private void readDictionary() {
        if (header.encoding() != 0 && header.encoding() != 2) {
            throw FormatException.corrupt("a dictionary page with encoding " + header.encoding());
        }
        int count = header.values();
        ArrowBuf content = content(0, true);
        long offset = contentOffset;
        try (PageValues values = PageDecoder.open(0, layout, content, offset, header.uncompressedSize(), count, 0, scratch, allocator)) {
            int width = layout.physical().width();
            ArrowBuf data = allocator.buffer(Math.max(1, (long) count * width));
            boolean done = false;
            try {
                if (layout.conversion() == Conversion.NONE) {
                    values.range(0, count, data.memoryAddress());
                } else {
                    long stored = scratch.stored((long) count * values.width());
                    values.range(0, count, stored);
                    Conversions.convert(layout.conversion(), stored, layout.storedWidth(), count, data.memoryAddress());
                }
                StringHeap heap = layout.physical() == Physical.VIEW ? values.heap().retain() : null;
                dictionary = new DecodedColumn.Flat(layout.physical(), count, data, null, heap);
                done = true;
            } finally {
                if (!done) {
                    data.close();
                }
            }
        }
    }

    private long contentOffset;

    /// Answers a buffer that holds the current page's content from {@link #contentOffset} on: what the cache has, or
    /// decompressed, or the file's own bytes.
    ///
    /// @param levels     bytes at the page's begin that are not compressed
    /// @param compressed whether the rest is
    private ArrowBuf content(int levels, boolean compressed) {
        ArrowBuf kept = cached == null ? null : cached.open(allocator);
        if (kept != null) {
            tally.cached++;
            contentOffset = 0;
            return kept;
        }
        long address = pageAddress();
        if (!compressed || chunk.codec() == Codec.UNCOMPRESSED) {
            if (header.compressedSize() != header.uncompressedSize()) {
                throw FormatException.corrupt("an uncompressed page of " + header.compressedSize() + " bytes, its header says " + header.uncompressedSize());
            }
            ArrowBuf segment = bytes.retainSegment();
            contentOffset = address - segment.memoryAddress();
            return segment;
        }
        tally.decompressed++;
        contentOffset = 0;
        return decompress(address, levels);
    }

    private ArrowBuf decompress(long address, int levels) {
        int from = header.compressedSize() - levels;
        int to = header.uncompressedSize() - levels;
        Decompressor.checkLengths(chunk.codec(), address + levels, from, to);
        long length = (long) header.uncompressedSize() + FileSource.PADDING;
        PageContent room = caching ? cache.room(length) : null;
        ArrowBuf target = room == null ? allocator.buffer(length) : room.open(allocator);
        boolean done = false;
        try {
            Memory.copy(address, target.memoryAddress(), levels);
            decompressor.decompress(chunk.codec(), address + levels, from, target.memoryAddress() + levels, to);
            target.setZero(header.uncompressedSize(), FileSource.PADDING);
            if (room != null) {
                cache.keep(headerAt, header, room);
            }
            done = true;
            return target;
        } finally {
            if (!done) {
                target.close();
            }
        }
    }

    /// Decompresses the current page. The caller closes it.
    DecodedPage open() {
        return header.type() == PageHeader.DATA_PAGE ? openV1() : openV2();
    }

    /// Version 1: levels and values are compressed together; the levels begin with their length in 4 bytes.
    private DecodedPage openV1() {
        ArrowBuf content = content(0, true);
        long offset = contentOffset;
        long size = header.uncompressedSize();
        ArrowBuf validity = null;
        boolean done = false;
        try {
            if (layout.nullable()) {
                long address = content.memoryAddress() + offset;
                long levels;
                if (header.definitionEncoding() == RLE) {
                    levels = size < 4 ? -1 : 4 + (Memory.getInt(address) & 0xffffffffL);
                    if (levels < 0 || levels > size) {
                        throw FormatException.corrupt("definition levels longer than their page");
                    }
                    validity = Validity.read(address + 4, address + levels, header.values(), runs, allocator);
                } else if (header.definitionEncoding() == BIT_PACKED) {
                    levels = header.values() + 7L >>> 3;
                    validity = Validity.readBitPacked(address, address + size, header.values(), allocator);
                } else {
                    throw FormatException.corrupt("definition levels in encoding " + header.definitionEncoding());
                }
                offset += levels;
                size -= levels;
            }
            done = true;
        } finally {
            if (!done) {
                content.close();
            }
        }
        return page(content, offset, size, validity, -1);
    }

    /// Version 2: levels come first, never compressed, their lengths in the header.
    private DecodedPage openV2() {
        long levels = (long) header.definitionBytes() + header.repetitionBytes();
        if (header.definitionBytes() < 0 || header.repetitionBytes() < 0 || levels > header.compressedSize() || levels > header.uncompressedSize()) {
            throw FormatException.corrupt("levels of " + levels + " bytes in a page of " + header.compressedSize());
        }
        if (header.rows() != header.values() || header.nulls() < 0 || header.nulls() > header.values()) {
            throw FormatException.corrupt("a page of " + header.rows() + " rows, " + header.values() + " values, " + header.nulls() + " NULLs");
        }
        // A page of NULLs only may have no body at all, which no codec would make of nothing.
        boolean hasBody = levels < header.compressedSize() || levels < header.uncompressedSize();
        ArrowBuf content = content((int) levels, header.compressed() && hasBody);
        long offset = contentOffset;
        ArrowBuf validity = null;
        boolean done = false;
        try {
            if (layout.nullable() && header.definitionBytes() > 0) {
                long definition = content.memoryAddress() + offset + header.repetitionBytes();
                validity = Validity.read(definition, definition + header.definitionBytes(), header.values(), runs, allocator);
            }
            done = true;
        } finally {
            if (!done) {
                content.close();
            }
        }
        return page(content, offset + levels, header.uncompressedSize() - levels, validity, header.nulls());
    }

    /// Takes over both buffers, also when it fails.
    private DecodedPage page(ArrowBuf content, long offset, long size, ArrowBuf validity, int declaredNulls) {
        boolean opened = false;
        boolean done = false;
        try {
            int count = validity == null ? header.values() : (int) Bits.count(validity.memoryAddress(), 0, header.values());
            if (declaredNulls >= 0 && header.values() - count != declaredNulls) {
                throw FormatException.corrupt((header.values() - count) + " NULLs in a page whose header says " + declaredNulls);
            }
            boolean codes = PageDecoder.isDictionary(header.encoding());
            if (codes && dictionary == null) {
                if (count > 0) {
                    throw FormatException.corrupt("a page of dictionary codes without a dictionary");
                }
                dictionary = new DecodedColumn.Flat(layout.physical(), 0, allocator.buffer(1), null, null);
            }
            opened = true;
            PageValues values = PageDecoder.open(
                    header.encoding(), layout, content, offset, size, count, codes ? dictionary.length() : 0, scratch, allocator);
            DecodedPage page = new DecodedPage(pageRow, header.values(), validity, values);
            done = true;
            return page;
        } finally {
            if (!done) {
                if (!opened) {
                    content.close();
                }
                if (validity != null) {
                    validity.close();
                }
            }
        }
    }

    @Override
    public void close() {
        bytes.close();
        if (dictionary != null) {
            dictionary.close();
            dictionary = null;
        }
    }
}
