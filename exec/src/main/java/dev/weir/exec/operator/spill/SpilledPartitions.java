package dev.weir.exec.operator.spill;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Rows on disk by the hash of their keys. Threads write through a {@link Writer} each; when all have flushed, partitions
/// are read one by one.
public final class SpilledPartitions implements AutoCloseable {
    private static final int BLOCK_ROWS = 4096;
    private static final long BLOCK_BYTES = 128 << 10;

    private final OperatorMemory memory;
    private final List<SqlType> types;
    private final int level;
    private final BufferAllocator allocator;
    private final List<List<SpillBlock>> blocks = new ArrayList<>(HashPartitions.COUNT);
    private SpillFile file;
    private boolean closed;

    /// @param types of the stored columns
    /// @param level how often these rows were split before
    public SpilledPartitions(OperatorMemory memory, List<SqlType> types, int level, BufferAllocator allocator) {
        this.memory = memory;
        this.types = List.copyOf(types);
        this.level = level;
        this.allocator = allocator;
        for (int p = 0; p < HashPartitions.COUNT; p++) {
            blocks.add(new ArrayList<>());
        }
    }

    public int level() {
        return level;
    }

    public Writer writer() {
        return new Writer();
    }

    public long rows(int partition) {
        List<SpillBlock> all = blocks.get(partition);
        synchronized (all) {
            long rows = 0;
            for (SpillBlock block : all) {
                rows += block.rows();
            }
            return rows;
        }
    }

    /// Reads a partition from its beginning.
    public Reader reader(int partition) {
        return new Reader(partition);
    }

    private synchronized SpillFile file() {
        if (closed) {
            throw new IllegalStateException("the partitions were given up");
        }
        if (file == null) {
            file = new SpillFile(memory);
        }
        return file;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (file != null) {
            SpillFile gone = file;
            file = null;
            gone.close();
        }
    }

    /// One thread's way to write.
    public final class Writer implements AutoCloseable {
        private final HashPartitions partitions = new HashPartitions(level, allocator);
        private final SpillWriter writer = new SpillWriter(allocator);
        private final SpillWriter.Stage[] stages = new SpillWriter.Stage[HashPartitions.COUNT];

        private Writer() {}

        /// Writes the rows whose partition is in `mask` and answers how many others there are; {@link #others} says which.
        /// All columns stay the caller's.
        ///
        /// @param keys   what decides
        /// @param stored what is written
        public int write(List<Column> keys, List<Column> stored, int rows, long mask) {
            partitions.split(keys, rows);
            int others = mask == HashPartitions.ALL ? 0 : partitions.countOthers(mask);
            if (others == rows) {
                return rows;
            }
            List<FlatColumn> flat = SpillWriter.flat(stored, allocator);
            try {
                for (int p = 0; p < HashPartitions.COUNT; p++) {
                    if ((mask >>> p & 1) != 0 && partitions.count(p) > 0) {
                        stage(p).add(flat, partitions.positions(p), partitions.count(p));
                    }
                }
            } finally {
                flat.forEach(Column::close);
            }
            return others;
        }

        /// The address of the int32 positions of the rows that the last {@link #write} left.
        public long others() {
            return partitions.others();
        }

        private SpillWriter.Stage stage(int partition) {
            if (stages[partition] == null) {
                stages[partition] = writer.stage(file(), blocks.get(partition), types.size(), BLOCK_ROWS, BLOCK_BYTES);
            }
            return stages[partition];
        }

        /// Writes what waits; to be called before anybody reads.
        public void flush() {
            for (SpillWriter.Stage stage : stages) {
                if (stage != null) {
                    stage.flush();
                }
            }
        }

        @Override
        public void close() {
            for (SpillWriter.Stage stage : stages) {
                if (stage != null) {
                    stage.close();
                }
            }
            writer.close();
            partitions.close();
        }
    }

    /// The batches of one partition.
    public final class Reader implements AutoCloseable {
        private final SpillReader reader = new SpillReader(types, allocator);
        private final Iterator<SpillBlock> left;

        private Reader(int partition) {
            List<SpillBlock> all = blocks.get(partition);
            synchronized (all) {
                left = List.copyOf(all).iterator();
            }
        }

        /// The next batch, which the caller owns, or null at the end.
        public Batch next() {
            return left.hasNext() ? reader.read(left.next()) : null;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
