package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Gather;
import dev.weir.formats.memory.Memory;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// The first operand that is not NULL; each operand runs on the rows that the ones before left NULL.
final class CoalesceOperation implements Operation {
    private final List<Operation> operands;
    private final BufferAllocator allocator;
    private final Scratch scratch;

    CoalesceOperation(List<Operation> operands, BufferAllocator allocator) {
        this.operands = operands;
        this.allocator = allocator;
        this.scratch = new Scratch(allocator);
    }

    @Override
    public Column evaluate(Rows rows) {
        int count = rows.count();
        try (PieceMerge merge = new PieceMerge(count, allocator)) {
            long open = scratch.bytes(count * 12L);
            long present = open + count * 4L;
            long places = present + count * 4L;
            int left;
            try (Column first = operands.getFirst().evaluate(rows)) {
                if (!first.mayHaveNulls()) {
                    return first.retain();
                }
                int kept = 0;
                left = 0;
                for (int i = 0; i < count; i++) {
                    if (first.isNull(i)) {
                        Memory.putInt(open + left++ * 4L, i);
                    } else {
                        Memory.putInt(present + kept++ * 4L, i);
                    }
                }
                if (left == 0) {
                    return first.retain();
                }
                if (kept > 0) {
                    merge.add(Gather.take(first, present, kept, allocator), present, kept);
                }
            }
            for (int operand = 1; operand < operands.size() && left > 0; operand++) {
                boolean last = operand == operands.size() - 1;
                left = fill(merge, operands.get(operand), rows, open, left, present, places, last);
            }
            return merge.merge();
        }
    }

    /// Evaluates on the rows still open, keeps what is not NULL (the last operand: everything), answers how many stay open.
    private int fill(PieceMerge merge, Operation operand, Rows rows, long open, int left, long present, long places, boolean last) {
        try (SelectedRows selected = new SelectedRows(rows, open, left, allocator); Column column = operand.evaluate(selected)) {
            if (last || !column.mayHaveNulls()) {
                merge.add(column.retain(), open, left);
                return 0;
            }
            int kept = 0;
            int stay = 0;
            for (int i = 0; i < left; i++) {
                int row = Memory.getInt(open + i * 4L);
                if (column.isNull(i)) {
                    Memory.putInt(open + stay++ * 4L, row);
                } else {
                    Memory.putInt(present + kept * 4L, row);
                    Memory.putInt(places + kept++ * 4L, i);
                }
            }
            if (kept > 0) {
                merge.add(Gather.take(column, places, kept, allocator), present, kept);
            }
            return stay;
        }
    }

    @Override
    public void close() {
        operands.forEach(Operation::close);
        scratch.close();
    }
}
