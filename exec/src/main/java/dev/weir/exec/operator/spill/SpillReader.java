package dev.weir.exec.operator.spill;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.compress.Decompressor;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringHeap;
import dev.weir.formats.memory.StringView;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Reads blocks back as batches of flat columns, which share one buffer. One thread's.
public final class SpillReader implements AutoCloseable {
    private final List<SqlType> types;
    private final BufferAllocator allocator;
    private final NativeArray compressed;
    private final Decompressor decompressor = new Decompressor();

    SpillReader(List<SqlType> types, BufferAllocator allocator) {
        this.types = List.copyOf(types);
        this.allocator = allocator;
        this.compressed = new NativeArray(allocator);
    }

    Batch read(SpillBlock block) {
        try (ArrowBuf image = allocator.buffer(Math.max(8, block.raw()))) {
            load(block, image.memoryAddress());
            List<Column> columns = new ArrayList<>(types.size());
            try {
                long at = 0;
                for (int c = 0; c < types.size(); c++) {
                    SpillBlock.Part part = block.parts()[c];
                    columns.add(column(types.get(c), part, block.rows(), image, at));
                    at += part.bytes(block.rows());
                }
                return new Batch(columns, block.rows());
            } catch (RuntimeException | Error failure) {
                columns.forEach(Column::close);
                throw failure;
            }
        }
    }

    private void load(SpillBlock block, long to) {
        if (block.stored() == block.raw()) {
            block.file().read(block.offset(), to, block.raw());
            return;
        }
        compressed.ensureScratch(block.stored());
        block.file().read(block.offset(), compressed.address(), block.stored());
        decompressor.decompress(Codec.LZ4_RAW, compressed.address(), block.stored(), to, block.raw());
    }

    private FlatColumn column(SqlType type, SpillBlock.Part part, int rows, ArrowBuf image, long at) {
        long values = part.values(rows);
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            long validityAt = at + values + SpillBlock.padded(part.text());
            ArrowBuf validity = part.nullable() ? pending.share(image.slice(validityAt, part.validity(rows))) : null;
            ArrowBuf data = part.physical() == Physical.VIEW
                    ? views(part, rows, image, at, at + values, pending)
                    : pending.share(image.slice(at, values));
            return pending.column(type, part.physical(), rows, data, validity);
        }
    }

    private static ArrowBuf views(SpillBlock.Part part, int rows, ArrowBuf image, long lengthsAt, long textAt, PendingBuffers pending) {
        ArrowBuf views = pending.buffer(rows * 16L);
        long lengths = image.memoryAddress() + lengthsAt;
        long text = image.memoryAddress() + textAt;
        long left = part.text();
        boolean anyLong = false;
        for (long i = 0; i < rows; i++) {
            int length = Memory.getInt(lengths + (i << 2));
            if (length < 0 || length > left) {
                throw new QueryException(ErrorCode.INTERNAL, "A spill file holds other bytes than were written to it");
            }
            StringView.write(views.memoryAddress() + (i << 4), text, length);
            anyLong |= length > StringView.INLINE;
            text += length;
            left -= length;
        }
        if (anyLong) {
            image.getReferenceManager().retain();
            pending.own(StringHeap.of(image));
        }
        return views;
    }

    @Override
    public void close() {
        compressed.close();
        decompressor.close();
    }
}
