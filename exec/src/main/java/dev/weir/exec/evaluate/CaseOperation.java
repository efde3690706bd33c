package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Selections;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Searched CASE: each condition runs on the rows that no earlier one took, each result on the rows that its condition took.
final class CaseOperation implements Operation {
    private final List<Truth> conditions;
    private final List<Operation> results;
    private final BufferAllocator allocator;
    private final Scratch scratch;

    /// @param results one a condition, and ELSE
    CaseOperation(List<Truth> conditions, List<Operation> results, BufferAllocator allocator) {
        this.conditions = conditions;
        this.results = results;
        this.allocator = allocator;
        this.scratch = new Scratch(allocator);
    }

    @Override
    public Column evaluate(Rows rows) {
        int count = rows.count();
        long bitmap = Truth.size(count);
        long taken = scratch.bytes(bitmap * 3 + count * 8L);
        long truth = taken + bitmap;
        long unknown = truth + bitmap;
        long open = unknown + bitmap;
        long chosen = open + count * 4L;
        try (PieceMerge merge = new PieceMerge(count, allocator)) {
            int left = count;
            boolean all = true;
            for (int branch = 0; branch < conditions.size() && left > 0; branch++) {
                Truth condition = conditions.get(branch);
                int hits;
                if (all) {
                    condition.test(rows, truth, unknown);
                    hits = Selections.fromBits(truth, count, chosen);
                    invert(truth, taken, count);
                    left = Selections.fromBits(taken, count, open);
                } else {
                    try (SelectedRows selected = new SelectedRows(rows, open, left, allocator)) {
                        condition.test(selected, truth, unknown);
                    }
                    hits = Selections.keepPlaces(open, left, truth, chosen);
                    invert(truth, taken, left);
                    left = Selections.keepPlaces(open, left, taken, open);
                }
                if (hits == count) {
                    return results.get(branch).evaluate(rows);
                }
                all &= hits == 0;
                piece(merge, results.get(branch), rows, chosen, hits);
            }
            Operation otherwise = results.getLast();
            if (left == count) {
                return otherwise.evaluate(rows);
            }
            piece(merge, otherwise, rows, open, left);
            return merge.merge();
        }
    }

    private void piece(PieceMerge merge, Operation result, Rows rows, long positions, int count) {
        if (count > 0) {
            try (SelectedRows selected = new SelectedRows(rows, positions, count, allocator)) {
                merge.add(result.evaluate(selected), positions, count);
            }
        }
    }

    private static void invert(long truth, long target, int rows) {
        for (int i = 0; i < Truth.words(rows); i++) {
            Truth.put(target, i, ~Truth.word(truth, i) & Truth.rowMask(rows, i));
        }
    }

    @Override
    public void close() {
        conditions.forEach(Truth::close);
        results.forEach(Operation::close);
        scratch.close();
    }
}
