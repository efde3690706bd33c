package dev.weir.exec.operator.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.batch.Column;
import dev.weir.exec.kernel.Hash;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.testing.RandomRows;
import dev.weir.exec.testing.TestColumns;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.TwinMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Group tables number keys as a `HashMap` does, batch after batch, and merged tables do.
@Tag("kernels")
class GroupTableTwinsTest {
    private static final int ROUNDS = TwinMemory.ROUNDS / 400 + 30;

    private final BufferAllocator allocator = new RootAllocator();
    private final Random random = new Random(17);

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void integers() {
        for (int round = 0; round < ROUNDS; round++) {
            SqlType type = List.of(SqlType.BIGINT, SqlType.INTEGER, SqlType.TINYINT, SqlType.DATE, SqlType.BOOLEAN).get(random.nextInt(5));
            try (IntegerGroups first = new IntegerGroups(type, allocator); IntegerGroups second = new IntegerGroups(type, allocator)) {
                check(List.of(type), first, second, this::integer);
            }
        }
    }

    /// Dense keys, then sparse ones, the extremes, runs.
    private Object integer(SqlType type, int mode) {
        if (random.nextInt(30) == 0) {
            return null;
        }
        long number = switch (mode % 4) {
            case 0 -> random.nextInt(50);
            case 1 -> random.nextLong() & ~0x3ffL;
            case 2 -> random.nextInt(3) == 0 ? Long.MAX_VALUE - random.nextInt(3) : random.nextBoolean() ? Long.MIN_VALUE + random.nextInt(3) : 0;
            default -> random.nextInt(-3_000_000, 3_000_000);
        };
        return switch (type.physical().width()) {
            case 1 -> type.equals(SqlType.BOOLEAN) ? (Object) ((number & 1) != 0) : (Object) (long) (byte) number;
            case 4 -> (long) (int) number;
            default -> number;
        };
    }

    @Test
    void rows() {
        List<SqlType> types = List.of(SqlType.BIGINT, SqlType.VARCHAR, SqlType.DOUBLE, new SqlType.Decimal(30, 2), SqlType.VARBINARY, SqlType.SMALLINT);
        for (int round = 0; round < ROUNDS; round++) {
            List<SqlType> keys = new ArrayList<>();
            for (int k = 1 + random.nextInt(3); k > 0; k--) {
                keys.add(types.get(random.nextInt(types.size())));
            }
            try (RowGroups first = new RowGroups(keys, allocator); RowGroups second = new RowGroups(keys, allocator)) {
                check(keys, first, second, (type, mode) -> RandomRows.value(type, random, 1 + mode * 20, 0.05, mode % 2 == 0));
            }
        }
    }

    /// Strings that only differ where a first look does not reach, with so few other keys that they must be looked at.
    @Test
    void stringsThatBeginAlike() {
        List<SqlType> types = List.of(SqlType.INTEGER, SqlType.VARCHAR);
        for (int different : List.of(3, 3000)) {
            try (RowGroups first = new RowGroups(types, allocator); RowGroups second = new RowGroups(types, allocator)) {
                check(types, first, second, 4000,
                        (type, _) -> type.equals(SqlType.INTEGER) ? (Object) 1L : "strings of one length, number " + (10_000 + random.nextInt(different)));
            }
        }
    }

    /// What partitions groups is the same in every table, however rows are looked up there.
    @Test
    void hashesAreThoseOfTheColumns() {
        List<SqlType> types = List.of(SqlType.VARCHAR, SqlType.BIGINT, SqlType.DOUBLE, new SqlType.Decimal(30, 2), SqlType.BOOLEAN, SqlType.REAL);
        for (int round = 0; round < ROUNDS; round++) {
            int rows = 1 + random.nextInt(50);
            List<Column> columns = new ArrayList<>();
            for (SqlType type : types) {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < rows; i++) {
                    values.add(RandomRows.value(type, random, 40, 0.1, true));
                }
                columns.add(RandomRows.column(type, values, random, allocator));
            }
            try (RowGroups table = new RowGroups(types, allocator);
                    NativeArray numbers = new NativeArray(allocator, rows * 4L); NativeArray hashes = new NativeArray(allocator, rows * 8L)) {
                table.assign(columns, rows, numbers.address());
                for (int k = 0; k < types.size(); k++) {
                    Hash.hash(columns.get(k), rows, hashes.address(), k > 0);
                }
                for (boolean frozen : List.of(false, true)) {
                    for (int i = 0; i < rows; i++) {
                        assertEquals(Memory.getLong(hashes.address() + i * 8L), table.hash(Memory.getInt(numbers.address() + i * 4L)), "frozen: " + frozen);
                    }
                    table.freeze();
                }
            } finally {
                columns.forEach(Column::close);
            }
        }
    }

    private interface Values {
        Object value(SqlType type, int mode);
    }

    private void check(List<SqlType> types, GroupTable table, GroupTable other, Values values) {
        check(types, table, other, 120, values);
    }

    private void check(List<SqlType> types, GroupTable table, GroupTable other, int mostRows, Values values) {
        Map<List<Object>, Integer> numbers = new HashMap<>();
        Map<List<Object>, Integer> others = new HashMap<>();
        fill(types, table, numbers, mostRows, values);
        fill(types, other, others, mostRows, values);
        // Takes in the other table's groups, as merging does.
        try (NativeArray from = new NativeArray(allocator, 4L * others.size() + 4); NativeArray to = new NativeArray(allocator, 4L * others.size() + 4)) {
            List<List<Object>> order = new ArrayList<>(others.keySet());
            for (int i = 0; i < order.size(); i++) {
                Memory.putInt(from.address() + i * 4L, others.get(order.get(i)));
            }
            table.insertFrom(other, from.address(), order.size(), to.address());
            compare(table, order, to.address(), numbers);
        }
        table.freeze();
        for (int k = 0; k < types.size(); k++) {
            try (Column keys = table.key(k, 0, table.groups())) {
                List<Object> all = TestColumns.values(keys);
                for (Map.Entry<List<Object>, Integer> group : numbers.entrySet()) {
                    assertEquals(group.getKey().get(k), RandomRows.canonical(all.get(group.getValue())));
                }
            }
        }
    }

    private void fill(List<SqlType> types, GroupTable table, Map<List<Object>, Integer> numbers, int mostRows, Values values) {
        for (int b = random.nextInt(6); b > 0; b--) {
            int rows = random.nextInt(mostRows);
            int mode = random.nextInt(4);
            boolean runs = random.nextInt(3) == 0;
            List<List<Object>> keys = new ArrayList<>();
            for (int i = 0; i < rows; i++) {
                List<Object> key = new ArrayList<>();
                for (SqlType type : types) {
                    key.add(values.value(type, mode));
                }
                keys.add(runs && i > 0 && random.nextInt(5) > 0 ? keys.get(i - 1) : key);
            }
            List<Column> columns = new ArrayList<>();
            for (int k = 0; k < types.size(); k++) {
                List<Object> column = new ArrayList<>();
                for (List<Object> key : keys) {
                    column.add(key.get(k));
                }
                columns.add(rows == 0 ? TestColumns.flat(types.get(k), column, allocator) : RandomRows.column(types.get(k), column, random, allocator));
            }
            try (NativeArray out = new NativeArray(allocator, rows * 4L + 4)) {
                table.assign(columns, rows, out.address());
                compare(table, keys, out.address(), numbers);
            } finally {
                columns.forEach(Column::close);
            }
        }
    }

    private static void compare(GroupTable table, List<List<Object>> keys, long out, Map<List<Object>, Integer> numbers) {
        for (int i = 0; i < keys.size(); i++) {
            int number = Memory.getInt(out + i * 4L);
            Integer known = numbers.putIfAbsent(RandomRows.canonical(keys.get(i)), number);
            assertEquals(known == null ? number : known, number);
        }
        assertEquals(numbers.size(), table.groups());
        assertEquals(numbers.size(), numbers.values().stream().distinct().count());
    }
}
