package dev.weir.exec.evaluate;

import dev.weir.exec.kernel.Selections;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Three-valued AND or OR of terms, left to right, each on the rows that the terms before have not decided.
///
/// A term that cannot fail may run on decided rows too, where that is cheaper than picking the others.
final class TermsTruth extends Truth {
    private final boolean all;
    private final List<Truth> terms;
    private final BufferAllocator allocator;
    private final Scratch scratch;

    /// @param all AND, else OR
    TermsTruth(boolean all, List<Truth> terms, BufferAllocator allocator) {
        this.all = all;
        this.terms = terms;
        this.allocator = allocator;
        this.scratch = new Scratch(allocator);
    }

    @Override
    void test(Rows rows, long truth, long unknown) {
        int count = rows.count();
        terms.getFirst().test(rows, truth, unknown);
        long bitmap = size(count);
        for (int t = 1; t < terms.size(); t++) {
            Truth term = terms.get(t);
            long open = scratch.bytes(bitmap * 3 + count * 4L);
            long termTruth = open + bitmap;
            long termUnknown = termTruth + bitmap;
            long positions = termUnknown + bitmap;
            int left = undecided(truth, unknown, count, open);
            if (left == 0) {
                return;
            }
            if (left == count || term.neverFails() && SelectionPolicy.testAll(term, left, count)) {
                term.test(rows, termTruth, termUnknown);
            } else {
                Selections.fromBits(open, count, positions);
                testSelected(term, rows, positions, left, count, termTruth, termUnknown);
            }
            combine(truth, unknown, open, termTruth, termUnknown, count);
        }
    }

    /// Tests the rows at `positions` and spreads the answers to bitmaps over all rows.
    private void testSelected(Truth term, Rows rows, long positions, int left, int count, long truth, long unknown) {
        try (SelectedRows selected = new SelectedRows(rows, positions, left, allocator); Scratch packed = new Scratch(allocator)) {
            long packedTruth = packed.bytes(2 * size(left));
            long packedUnknown = packedTruth + size(left);
            term.test(selected, packedTruth, packedUnknown);
            clear(truth, count);
            clear(unknown, count);
            Selections.scatter(positions, left, packedTruth, truth);
            Selections.scatter(positions, left, packedUnknown, unknown);
        }
    }

    private int undecided(long truth, long unknown, int rows, long open) {
        int left = 0;
        for (int i = 0; i < words(rows); i++) {
            long word = all ? word(truth, i) | word(unknown, i) : ~word(truth, i) & rowMask(rows, i);
            put(open, i, word);
            left += Long.bitCount(word);
        }
        return left;
    }

    private void combine(long truth, long unknown, long open, long termTruth, long termUnknown, int rows) {
        for (int i = 0; i < words(rows); i++) {
            long t = word(truth, i);
            long u = word(unknown, i);
            long t2 = word(termTruth, i);
            long u2 = word(termUnknown, i);
            if (all) {
                put(truth, i, t & t2);
                put(unknown, i, (t | u) & (t2 | u2) & ~(t & t2));
            } else {
                long decided = t | t2 & word(open, i);
                put(truth, i, decided);
                put(unknown, i, (u | u2) & ~decided);
            }
        }
    }

    @Override
    boolean neverFails() {
        for (Truth term : terms) {
            if (!term.neverFails()) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean cheap() {
        for (Truth term : terms) {
            if (!term.cheap()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        terms.forEach(Truth::close);
        scratch.close();
    }
}
