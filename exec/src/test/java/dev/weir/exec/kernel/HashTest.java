package dev.weir.exec.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.batch.Column;
import dev.weir.exec.testing.TestColumns;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HashTest {
    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    private List<Long> hashes(Column column) {
        try (ArrowBuf out = allocator.buffer(column.length() * 8L + 8); column) {
            List<Long> hashes = new ArrayList<>();
            Hash.hash(column, column.length(), out.memoryAddress(), false);
            Hash.hash(column, column.length(), out.memoryAddress(), true);
            for (int i = 0; i < column.length(); i++) {
                hashes.add(Memory.getLong(out.memoryAddress() + i * 8L));
            }
            return hashes;
        }
    }

    @Test
    void encodingsAgree() {
        List<Object> texts = Arrays.asList("a", "", null, "a string of more than twelve bytes", "a", "exactly12byt");
        assertEquals(hashes(TestColumns.flat(SqlType.VARCHAR, texts, allocator)), hashes(TestColumns.dictionary(SqlType.VARCHAR, texts, allocator)));
        SqlType decimal = new SqlType.Decimal(30, 2);
        List<Object> numbers = Arrays.asList(new BigDecimal("1.25"), new BigDecimal("-7.00"), null, new BigDecimal("0.00"));
        assertEquals(
                hashes(TestColumns.flat(decimal, Physical.INT128, numbers, allocator)), hashes(TestColumns.flat(decimal, Physical.INT64, numbers, allocator)));
        List<Object> fives = List.of(5L, 5L, 5L);
        assertEquals(hashes(TestColumns.flat(SqlType.BIGINT, fives, allocator)), hashes(TestColumns.constant(SqlType.BIGINT, 5L, 3, allocator)));
        List<Object> doubles = List.of(0.0, Double.longBitsToDouble(0x7ff8000000000001L));
        List<Object> twins = List.of(-0.0, Double.NaN);
        assertEquals(hashes(TestColumns.flat(SqlType.DOUBLE, doubles, allocator)), hashes(TestColumns.flat(SqlType.DOUBLE, twins, allocator)));
    }
}
