package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.Selections;
import dev.weir.formats.memory.Memory;
import java.util.List;

/// Finds the rows of a batch for which a condition is TRUE. Belongs to one thread; {@link #close} frees scratch memory.
///
/// Conjuncts run left to right, each on the rows that the ones before left, so that one may guard the next against errors.
public final class Predicate implements AutoCloseable {
    private final List<Truth> conjuncts;
    private final EvaluationContext context;
    private final Scratch scratch;

    private Predicate(List<Truth> conjuncts, EvaluationContext context) {
        this.conjuncts = conjuncts;
        this.context = context;
        this.scratch = new Scratch(context.allocator());
    }

    /// @param condition boolean, over physical columns: positions in the batches to come
    public static Predicate compile(Expression condition, EvaluationContext context) {
        return new Predicate(new ExpressionCompiler(context).truths().conjuncts(condition), context);
    }

    /// Writes the positions of the rows that pass, ascending int32s, and answers how many they are.
    ///
    /// @param selectionOut room for `batch.rows()` positions
    public int select(Batch batch, long selectionOut) {
        if (batch.rows() == 0) {
            return 0;
        }
        Rows rows = new Rows.Whole(batch);
        int count = testAll(conjuncts.getFirst(), rows, selectionOut);
        return selectRest(1, rows, selectionOut, count, selectionOut);
    }

    /// As above, but only among the `count` rows at `selectionIn` (ascending int32s), which may be `selectionOut`.
    public int select(Batch batch, long selectionIn, int count, long selectionOut) {
        if (count == batch.rows()) {
            return select(batch, selectionOut);
        }
        return selectRest(0, new Rows.Whole(batch), selectionIn, count, selectionOut);
    }

    private int selectRest(int first, Rows rows, long selectionIn, int count, long selectionOut) {
        long in = selectionIn;
        int left = count;
        for (int i = first; i < conjuncts.size() && left > 0; i++) {
            left = keep(conjuncts.get(i), rows, in, left, selectionOut);
            in = selectionOut;
        }
        if (in != selectionOut && left > 0) {
            Memory.copy(in, selectionOut, left * 4L);
        }
        return left;
    }

    private int testAll(Truth truth, Rows rows, long out) {
        int count = rows.count();
        long bits = scratch.bytes(2 * Truth.size(count));
        truth.test(rows, bits, bits + Truth.size(count));
        return Selections.fromBits(bits, count, out);
    }

    private int keep(Truth truth, Rows rows, long in, int count, long out) {
        int all = rows.count();
        if (count == all) {
            return testAll(truth, rows, out);
        }
        if (truth.neverFails() && SelectionPolicy.testAll(truth, count, all)) {
            long bits = scratch.bytes(2 * Truth.size(all));
            truth.test(rows, bits, bits + Truth.size(all));
            return Selections.keepRows(in, count, bits, out);
        }
        try (SelectedRows selected = new SelectedRows(rows, in, count, context.allocator())) {
            long bits = scratch.bytes(2 * Truth.size(count));
            truth.test(selected, bits, bits + Truth.size(count));
            return Selections.keepPlaces(in, count, bits, out);
        }
    }

    @Override
    public void close() {
        conjuncts.forEach(Truth::close);
        scratch.close();
    }
}
