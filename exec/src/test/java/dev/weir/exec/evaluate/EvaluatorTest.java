package dev.weir.exec.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.RandomColumns;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.expression.Expression;
import dev.weir.formats.memory.Memory;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Random expressions over random batches in all encodings: the vectorised evaluator answers what a row-at-a-time
/// interpreter answers, fails when and only when that fails, and leaks nothing.
class EvaluatorTest {
    private final BufferAllocator allocator = new RootAllocator();
    private final EvaluationContext context = new EvaluationContext(allocator, ZoneId.of("Europe/Berlin"), 1_700_000_000_000_000L);
    private final RowInterpreter interpreter = new RowInterpreter(context);

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void agreesWithInterpreter() {
        for (int seed = 0; seed < 500; seed++) {
            checkValue(seed, new int[] {1, 7, 64, 150, 300});
            assertEquals(0, allocator.getAllocatedMemory(), "seed " + seed);
        }
    }

    @Test
    void predicateAgreesWithInterpreter() {
        for (int seed = 0; seed < 500; seed++) {
            checkPredicate(seed, new int[] {1, 7, 64, 150, 300});
            assertEquals(0, allocator.getAllocatedMemory(), "seed " + seed);
        }
    }

    @Test
    void emptyBatches() {
        checkValue(5, new int[] {0});
        checkPredicate(5, new int[] {0});
    }

    /// Whatever allocation fails, everything allocated before it is freed.
    @Test
    void starvedEvaluationLeaksNothing() {
        int starved = 0;
        for (int seed = 0; seed < 250; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RandomColumns columns = new RandomColumns(random, allocator);
            Expression expression = new RandomExpressions(random, columns).any(3);
            try (BufferAllocator little = allocator.newChildAllocator("little", 0, random.nextLong(1, 6000));
                    Batch batch = batch(random, columns, 150)) {
                EvaluationContext poor = new EvaluationContext(little, context.zone(), context.start());
                try (Evaluator evaluator = Evaluator.compile(expression, poor); Column column = evaluator.evaluate(batch)) {
                    assertEquals(150, column.length());
                } catch (OutOfMemoryException _) {
                    starved++;
                } catch (QueryException _) {
                    // The expression itself fails.
                }
                assertEquals(0, little.getAllocatedMemory(), "seed " + seed + ": " + expression);
            }
        }
        assertTrue(starved > 20, "starved " + starved);
    }

    private void checkValue(int seed, int[] sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomColumns columns = new RandomColumns(random, allocator);
        Expression expression = new RandomExpressions(random, columns).any(3);
        try (Evaluator evaluator = Evaluator.compile(expression, context)) {
            for (int round = 0; round < 2; round++) {
                try (Batch batch = batch(random, columns, sizes[random.nextInt(sizes.length)])) {
                    compare(seed, expression, evaluator, batch);
                }
            }
        }
    }

    private void compare(int seed, Expression expression, Evaluator evaluator, Batch batch) {
        Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
        List<Object> expected = new ArrayList<>();
        for (Object[] row : rows(batch)) {
            try {
                expected.add(interpreter.evaluate(expression, row));
            } catch (QueryException failure) {
                errors.add(failure.code());
            }
        }
        try (Column column = evaluator.evaluate(batch)) {
            if (!errors.isEmpty()) {
                fail("seed " + seed + ": no error, expected " + errors + ": " + expression);
            }
            assertEquals(expression.type(), column.type());
            assertEquals(expected, RandomColumns.values(column), () -> "seed " + seed + ": " + expression);
        } catch (QueryException failure) {
            assertTrue(errors.contains(failure.code()), () -> "seed " + seed + ": " + failure.getMessage() + " not in " + errors + ": " + expression);
        } catch (RuntimeException failure) {
            throw new AssertionError("seed " + seed + ": " + expression, failure);
        }
    }

    private void checkPredicate(int seed, int[] sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomColumns columns = new RandomColumns(random, allocator);
        Expression condition = new RandomExpressions(random, columns).condition(3);
        try (Predicate predicate = Predicate.compile(condition, context)) {
            for (int round = 0; round < 2; round++) {
                try (Batch batch = batch(random, columns, sizes[random.nextInt(sizes.length)])) {
                    compare(seed, condition, predicate, batch, null);
                    List<Integer> among = new ArrayList<>();
                    for (int i = 0; i < batch.rows(); i++) {
                        if (random.nextInt(3) == 0) {
                            among.add(i);
                        }
                    }
                    compare(seed, condition, predicate, batch, among);
                }
            }
        }
    }

    private void compare(int seed, Expression condition, Predicate predicate, Batch batch, List<Integer> among) {
        Set<ErrorCode> errors = EnumSet.noneOf(ErrorCode.class);
        List<Integer> expected = new ArrayList<>();
        List<Object[]> rows = rows(batch);
        for (int i = 0; i < rows.size(); i++) {
            try {
                if ((among == null || among.contains(i)) && interpreter.passes(condition, rows.get(i))) {
                    expected.add(i);
                }
            } catch (QueryException failure) {
                errors.add(failure.code());
            }
        }
        ArrowBuf selection = allocator.buffer(Math.max(1, batch.rows()) * 4L);
        try {
            int count = select(predicate, batch, among, selection);
            if (!errors.isEmpty()) {
                fail("seed " + seed + ": no error, expected " + errors + ": " + condition);
            }
            List<Integer> selected = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                selected.add(Memory.getInt(selection.memoryAddress() + i * 4L));
            }
            assertEquals(expected, selected, () -> "seed " + seed + ": " + condition);
        } catch (QueryException failure) {
            assertTrue(errors.contains(failure.code()), () -> "seed " + seed + ": " + failure.getMessage() + " not in " + errors + ": " + condition);
        } finally {
            selection.close();
        }
    }

    private static int select(Predicate predicate, Batch batch, List<Integer> among, ArrowBuf selection) {
        if (among == null) {
            return predicate.select(batch, selection.memoryAddress());
        }
        for (int i = 0; i < among.size(); i++) {
            Memory.putInt(selection.memoryAddress() + i * 4L, among.get(i));
        }
        return predicate.select(batch, selection.memoryAddress(), among.size(), selection.memoryAddress());
    }

    private Batch batch(SplittableRandom random, RandomColumns columns, int rows) {
        double nulls = random.nextInt(3) * 0.2;
        List<Column> all = new ArrayList<>();
        for (int i = 0; i < RandomExpressions.COLUMNS.size(); i++) {
            all.add(columns.column(RandomExpressions.COLUMNS.get(i), rows, nulls));
        }
        return new Batch(all, rows);
    }

    private static List<Object[]> rows(Batch batch) {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < batch.rows(); i++) {
            Object[] row = new Object[batch.columns().size()];
            for (int c = 0; c < row.length; c++) {
                row[c] = batch.column(c).value(i);
            }
            rows.add(row);
        }
        return rows;
    }
}
