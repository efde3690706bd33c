package dev.weir.exec.operator.spill;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.formats.compress.Codec;
import dev.weir.formats.compress.Compressor;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Turns rows into blocks of a file. One thread's; nothing of the batches is kept.
final class SpillWriter implements AutoCloseable {
    /// Rows are taken in steps, so that long strings do not pile up between two looks at the size.
    private static final int STEP = 1024;

    private final BufferAllocator allocator;
    private final NativeArray image;
    private final NativeArray compressed;
    private final NativeArray everyRow;
    private final Compressor compressor = new Compressor();

    SpillWriter(BufferAllocator allocator) {
        this.allocator = allocator;
        image = new NativeArray(allocator);
        compressed = new NativeArray(allocator);
        everyRow = new NativeArray(allocator);
    }

    /// Rows that wait until they make a block worth writing.
    final class Stage implements AutoCloseable {
        private final List<StagedColumn> columns = new ArrayList<>();
        private final int mostRows;
        private final long mostBytes;
        private final SpillFile file;
        private final List<SpillBlock> blocks;
        private int rows;

        private Stage(SpillFile file, List<SpillBlock> blocks, int width, int mostRows, long mostBytes) {
            this.file = file;
            this.blocks = blocks;
            this.mostRows = mostRows;
            this.mostBytes = mostBytes;
            for (int c = 0; c < width; c++) {
                columns.add(new StagedColumn(allocator));
            }
        }

        /// Adds rows at int32 positions of columns of one length.
        void add(List<FlatColumn> batch, long positions, int count) {
            for (int from = 0; from < count; from += STEP) {
                int step = Math.min(STEP, count - from);
                boolean fits = rows + step <= mostRows;
                for (int c = 0; c < batch.size(); c++) {
                    fits &= columns.get(c).takes(batch.get(c).physical());
                }
                if (!fits) {
                    flush();
                }
                for (int c = 0; c < batch.size(); c++) {
                    columns.get(c).append(batch.get(c), positions + from * 4L, step);
                }
                rows += step;
                if (rows >= mostRows || bytes() >= mostBytes) {
                    flush();
                }
            }
        }

        private long bytes() {
            long sum = 0;
            for (StagedColumn column : columns) {
                sum += column.bytes();
            }
            return sum;
        }

        /// Writes what waits.
        void flush() {
            if (rows == 0) {
                return;
            }
            SpillBlock.Part[] parts = new SpillBlock.Part[columns.size()];
            int raw = Math.toIntExact(columns.isEmpty() ? 0 : bytes());
            image.ensureScratch(raw);
            long at = image.address();
            for (int c = 0; c < parts.length; c++) {
                parts[c] = columns.get(c).part();
                at = columns.get(c).write(at);
            }
            int room = Math.toIntExact(Compressor.bound(Codec.LZ4_RAW, raw));
            compressed.ensureScratch(room);
            int stored = raw == 0 ? 0 : compressor.compress(Codec.LZ4_RAW, image.address(), raw, compressed.address(), room);
            boolean gains = stored < raw;
            long offset = raw == 0 ? 0 : file.append(gains ? compressed.address() : image.address(), gains ? stored : raw);
            SpillBlock block = new SpillBlock(file, offset, gains ? stored : raw, raw, rows, parts);
            synchronized (blocks) {
                blocks.add(block);
            }
            rows = 0;
            columns.forEach(StagedColumn::clear);
        }

        @Override
        public void close() {
            columns.forEach(StagedColumn::close);
        }
    }

    /// @param blocks where to note what was written; other threads may do so, too
    /// @param width  number of columns
    Stage stage(SpillFile file, List<SpillBlock> blocks, int width, int mostRows, long mostBytes) {
        return new Stage(file, blocks, width, mostRows, mostBytes);
    }

    /// Adds all rows of a batch, which stays the caller's.
    void addAll(Stage stage, Batch batch) {
        List<FlatColumn> flat = flat(batch.columns(), allocator);
        try {
            stage.add(flat, everyRow(batch.rows()), batch.rows());
        } finally {
            flat.forEach(Column::close);
        }
    }

    private long everyRow(int rows) {
        if (everyRow.capacity() < rows * 4L) {
            everyRow.ensureScratch(rows * 4L);
            for (int i = 0; i < everyRow.capacity() / 4; i++) {
                Memory.putInt(everyRow.address() + i * 4L, i);
            }
        }
        return everyRow.address();
    }

    /// New references to flat columns.
    static List<FlatColumn> flat(List<Column> columns, BufferAllocator allocator) {
        List<FlatColumn> flat = new ArrayList<>(columns.size());
        try {
            for (Column column : columns) {
                flat.add(Flatten.flat(column, allocator));
            }
            return flat;
        } catch (RuntimeException | Error failure) {
            flat.forEach(Column::close);
            throw failure;
        }
    }

    @Override
    public void close() {
        image.close();
        compressed.close();
        everyRow.close();
        compressor.close();
    }
}
