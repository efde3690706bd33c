package dev.weir.exec.operator.limit;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.kernel.Flatten;
import dev.weir.exec.kernel.Gather;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/// Repeats each row as often as a bigint column says, and drops that column. One row may fill many batches.
public final class RepeatFactory implements OperatorFactory {
    private final int countColumn;
    private final BufferAllocator allocator;

    /// @param countColumn position of the bigint; 0, less and NULL mean that the row is dropped
    public RepeatFactory(int countColumn, TaskContext context) {
        this.countColumn = countColumn;
        this.allocator = context.allocator();
    }

    @Override
    public Operator create() {
        return new RepeatOperator();
    }

    @Override
    public void close() {}

    private final class RepeatOperator implements Operator {
        private Batch input;
        private FlatColumn counts;
        private int row;
        /// How often `row` was emitted already.
        private long done;
        private boolean ended;

        @Override
        public void addInput(Batch batch) {
            input = batch;
            counts = Flatten.flat(batch.column(countColumn), allocator);
            row = -1;
            step();
        }

        @Override
        public void noMoreInput() {
            ended = true;
        }

        @Override
        public Progress advance() {
            if (input != null && row == input.rows()) {
                release();
            }
            if (input != null) {
                return Progress.HAVE_OUTPUT;
            }
            return ended ? Progress.FINISHED : Progress.NEED_INPUT;
        }

        @Override
        public Batch takeOutput() {
            try (ArrowBuf positions = allocator.buffer(Batch.MAX_ROWS * 4L)) {
                long address = positions.memoryAddress();
                int rows = 0;
                while (rows < Batch.MAX_ROWS && row < input.rows()) {
                    long take = Math.min(count(row) - done, Batch.MAX_ROWS - rows);
                    for (long i = 0; i < take; i++) {
                        Memory.putInt(address + rows++ * 4L, row);
                    }
                    done += take;
                    if (done == count(row)) {
                        step();
                    }
                }
                return gather(address, rows);
            }
        }

        /// Moves to the next row that is wanted at all.
        private void step() {
            done = 0;
            do {
                row++;
            } while (row < input.rows() && count(row) == 0);
        }

        private long count(int at) {
            return counts.isNull(at) ? 0 : Math.max(0, Memory.getLong(counts.address() + at * 8L));
        }

        private Batch gather(long positions, int rows) {
            List<Column> columns = new ArrayList<>(input.columns().size() - 1);
            try {
                for (int i = 0; i < input.columns().size(); i++) {
                    if (i != countColumn) {
                        columns.add(Gather.take(input.column(i), positions, rows, allocator));
                    }
                }
                return new Batch(columns, rows);
            } catch (RuntimeException | Error failure) {
                columns.forEach(Column::close);
                throw failure;
            }
        }

        private void release() {
            Batch batch = input;
            FlatColumn flat = counts;
            input = null;
            counts = null;
            if (flat != null) {
                flat.close();
            }
            if (batch != null) {
                batch.close();
            }
        }

        @Override
        public void close() {
            release();
        }
    }
}
