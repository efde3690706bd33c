package dev.weir.exec.operator.spill;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Rows on disk in the order in which they were written, in blocks that can be read in any order.
public final class SpilledRows implements AutoCloseable {
    private static final int BLOCK_ROWS = Batch.MAX_ROWS;

    private final List<SqlType> types;
    private final BufferAllocator allocator;
    private final SpillFile file;
    private final long blockBytes;
    private final List<SpillBlock> blocks = new ArrayList<>();

    /// @param blockBytes at which a block is closed, or at 8192 rows
    public SpilledRows(OperatorMemory memory, List<SqlType> types, long blockBytes, BufferAllocator allocator) {
        this.types = List.copyOf(types);
        this.allocator = allocator;
        this.blockBytes = blockBytes;
        this.file = new SpillFile(memory);
    }

    /// A way to write, for one thread.
    public Writer writer() {
        return new Writer();
    }

    public int blocks() {
        synchronized (blocks) {
            return blocks.size();
        }
    }

    private SpillBlock block(int index) {
        synchronized (blocks) {
            return blocks.get(index);
        }
    }

    /// A way to read, for one thread.
    public Reader reader() {
        return new Reader();
    }

    @Override
    public void close() {
        file.close();
    }

    public final class Writer implements AutoCloseable {
        private final SpillWriter writer = new SpillWriter(allocator);
        private final SpillWriter.Stage stage = writer.stage(file, blocks, types.size(), BLOCK_ROWS, blockBytes);

        private Writer() {}

        /// Adds the rows of a batch, which stays the caller's.
        public void add(Batch batch) {
            writer.addAll(stage, batch);
        }

        /// Writes what waits; to be called before anybody reads.
        public void flush() {
            stage.flush();
        }

        @Override
        public void close() {
            stage.close();
            writer.close();
        }
    }

    public final class Reader implements AutoCloseable {
        private final SpillReader reader = new SpillReader(types, allocator);

        private Reader() {}

        /// The rows of a block, which the caller owns.
        public Batch read(int block) {
            return reader.read(block(block));
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
