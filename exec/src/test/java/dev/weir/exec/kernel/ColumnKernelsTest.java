package dev.weir.exec.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.ColumnBuilder;
import dev.weir.exec.batch.Constants;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.batch.RandomColumns;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Gather, slice, flatten, concatenate, widen and compact agree with lists of values, for every type and encoding.
class ColumnKernelsTest {
    private final BufferAllocator allocator = new RootAllocator();
    private final SplittableRandom random = new SplittableRandom(42);
    private final RandomColumns columns = new RandomColumns(random, allocator);

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void agreeWithLists() {
        for (SqlType type : RandomColumns.TYPES) {
            for (RandomColumns.Encoding encoding : RandomColumns.Encoding.values()) {
                for (int rows : new int[] {0, 1, 7, 64, 133}) {
                    check(type, encoding, rows, random.nextInt(3) / 3.0);
                }
            }
        }
    }

    private void check(SqlType type, RandomColumns.Encoding encoding, int rows, double nulls) {
        try (Column column = columns.column(type, encoding, rows, nulls)) {
            List<Object> expected = RandomColumns.values(column);
            try (Column flat = Flatten.flat(column, allocator)) {
                assertEquals(expected, RandomColumns.values(flat));
            }
            try (Column compact = Compact.compact(column, allocator)) {
                assertEquals(expected, RandomColumns.values(compact));
            }
            int from = random.nextInt(rows + 1);
            int count = random.nextInt(rows - from + 1);
            try (Column slice = Slice.slice(column, from, count, allocator)) {
                assertEquals(expected.subList(from, from + count), RandomColumns.values(slice));
            }
            checkGather(column, expected, rows);
            checkConcatenate(type, column, expected);
        }
    }

    private void checkGather(Column column, List<Object> expected, int rows) {
        int count = rows == 0 ? 0 : random.nextInt(100);
        ArrowBuf positions = allocator.buffer(400);
        List<Object> taken = new ArrayList<>();
        List<Object> takenOrNull = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int position = random.nextInt(rows);
            Memory.putInt(positions.memoryAddress() + i * 4L, position);
            taken.add(expected.get(position));
        }
        try (Column result = Gather.take(column, positions.memoryAddress(), count, allocator)) {
            assertEquals(taken, RandomColumns.values(result));
        }
        for (int i = 0; i < count; i++) {
            int position = random.nextInt(-1, rows);
            Memory.putInt(positions.memoryAddress() + i * 4L, position);
            takenOrNull.add(position < 0 ? null : expected.get(position));
        }
        try (Column result = Gather.takeOrNull(column, positions.memoryAddress(), count, allocator)) {
            assertEquals(takenOrNull, RandomColumns.values(result));
        }
        positions.close();
    }

    private void checkConcatenate(SqlType type, Column column, List<Object> expected) {
        try (Column other = columns.column(type, 13, 0.2);
                Column twice = Concatenate.concat(List.of(column, column), allocator);
                Column mixed = Concatenate.concat(List.of(column, other, column), allocator)) {
            List<Object> both = new ArrayList<>(expected);
            both.addAll(expected);
            assertEquals(both, RandomColumns.values(twice));
            assertEquals(column.getClass(), twice.getClass());
            List<Object> three = new ArrayList<>(expected);
            three.addAll(RandomColumns.values(other));
            three.addAll(expected);
            assertEquals(three, RandomColumns.values(mixed));
        }
    }

    @Test
    void decimalsChangeWidth() {
        try (Column column = columns.column(new SqlType.Decimal(30, 3), RandomColumns.Encoding.FLAT, 200, 0.1);
                FlatColumn wide = Widen.toInt128((FlatColumn) column, allocator);
                FlatColumn narrow = Widen.narrow(wide, allocator)) {
            assertEquals(RandomColumns.values(column), RandomColumns.values(wide));
            assertEquals(RandomColumns.values(column), RandomColumns.values(narrow));
        }
    }

    @Test
    void builderRefusesDecimalsThatDoNotFit() {
        try (ColumnBuilder builder = new ColumnBuilder(new SqlType.Decimal(4, 1), allocator)) {
            assertThrows(QueryException.class, () -> builder.append(new BigDecimal("12345.6")));
        }
    }

    @Test
    void constantsOfLiterals() {
        try (Column column = Constants.column(Expression.Literal.ofString("a string that is long"), 3, allocator);
                Column none = Constants.column(Expression.Literal.ofNull(SqlType.DATE), 2, allocator)) {
            assertEquals(List.of("a string that is long", "a string that is long", "a string that is long"), RandomColumns.values(column));
            assertEquals(null, none.value(1));
        }
    }

    @Test
    void bitmapsCopyAnyRun() {
        ArrowBuf from = allocator.buffer(40);
        ArrowBuf to = allocator.buffer(48);
        for (int round = 0; round < 500; round++) {
            for (int i = 0; i < 40; i++) {
                Memory.putByte(from.memoryAddress() + i, (byte) random.nextInt());
            }
            Memory.fill(to.memoryAddress(), 48, (byte) 0);
            int sourceBit = random.nextInt(200);
            int targetBit = random.nextInt(50);
            int count = random.nextInt(320 - sourceBit);
            Bitmaps.copy(from.memoryAddress(), sourceBit, to.memoryAddress(), targetBit, count);
            for (int i = 0; i < 48 * 8; i++) {
                boolean expected = i >= targetBit && i < targetBit + count && Memory.bit(from.memoryAddress(), sourceBit + i - targetBit);
                assertEquals(expected, Memory.bit(to.memoryAddress(), i));
            }
        }
        from.close();
        to.close();
    }
}
