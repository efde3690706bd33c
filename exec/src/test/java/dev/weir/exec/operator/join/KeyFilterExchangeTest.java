package dev.weir.exec.operator.join;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import dev.weir.exec.testing.LeakExtension;
import dev.weir.exec.testing.TestColumns;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Parts of runtime filters, sent and put together, let every key of every part pass and few others.
class KeyFilterExchangeTest {
    @RegisterExtension
    final LeakExtension leaks = new LeakExtension();

    private KeyFilter made(SqlType type, List<Object> keys, int parts) {
        try (Column column = TestColumns.flat(type, keys, leaks.allocator())) {
            KeyRange range = KeyRange.isInteger(type) ? new KeyRange() : null;
            if (range != null) {
                range.add(column);
            }
            return KeyFilters.of(type, taker -> taker.accept(column), range, keys.size(), parts);
        }
    }

    private static KeyFilter sent(KeyFilter filter, SqlType type) {
        return KeyFilterCodec.decode(KeyFilterCodec.encode(filter), type);
    }

    private List<Object> passing(KeyFilter filter, SqlType type, List<Object> asked) {
        List<Object> passed = new ArrayList<>();
        try (Column column = TestColumns.flat(type, asked, leaks.allocator()); ArrowBuf out = leaks.allocator().buffer(4L * asked.size())) {
            int count = filter.select(column, 0, asked.size(), out.memoryAddress());
            for (int i = 0; i < count; i++) {
                passed.add(asked.get(Memory.getInt(out.memoryAddress() + i * 4L)));
            }
        }
        return passed;
    }

    private static Object key(Random random, SqlType type, int shape) {
        if (type.equals(SqlType.VARCHAR)) {
            return "key " + random.nextInt(100_000) + (random.nextBoolean() ? " with a text of some length" : "");
        }
        return switch (shape) {
            case 0 -> (long) random.nextInt(2_000);
            case 1 -> 1_000_000L + random.nextInt(3_000_000);
            case 2 -> random.nextLong();
            default -> -500L + random.nextInt(20);
        };
    }

    @Test
    void everyKeyOfEveryPartPasses() {
        for (int seed = 0; seed < 120; seed++) {
            Random random = new Random(seed);
            SqlType type = random.nextInt(4) == 0 ? SqlType.VARCHAR : SqlType.BIGINT;
            int parts = 1 + random.nextInt(4);
            Set<Object> keys = new HashSet<>();
            List<KeyFilter> filters = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                int shape = random.nextInt(4);
                List<Object> mine = new ArrayList<>();
                for (int i = random.nextInt(3) == 0 ? 0 : random.nextInt(3_000); i > 0; i--) {
                    mine.add(key(random, type, random.nextInt(5) == 0 ? random.nextInt(4) : shape));
                }
                keys.addAll(mine);
                filters.add(sent(made(type, mine, parts), type));
            }
            KeyFilter all = KeyFilterUnion.of(filters);
            List<Object> asked = new ArrayList<>(keys);
            for (int i = 0; i < 1_000; i++) {
                asked.add(key(random, type, random.nextInt(4)));
            }
            List<Object> passed = passing(all, type, asked);
            assertTrue(new HashSet<>(passed).containsAll(keys), "seed " + seed);
            long without = asked.stream().filter(one -> !keys.contains(one)).count();
            long wrongly = passed.stream().filter(one -> !keys.contains(one)).count();
            assertTrue(wrongly <= 20 + without / 4, "seed " + seed + ": " + wrongly + " of " + without);
        }
    }

    @Test
    void nothingOfAnEmptyBuildSidePasses() {
        for (SqlType type : List.of(SqlType.BIGINT, SqlType.VARCHAR)) {
            KeyFilter none = KeyFilterUnion.of(List.of(sent(made(type, List.of(), 2), type), sent(made(type, List.of(), 2), type)));
            assertEquals(List.of(), passing(none, type, List.of(key(new Random(1), type, 0), key(new Random(2), type, 2))));
        }
    }

    @Test
    void aPartThatIsMissingLetsEverythingPass() {
        List<KeyFilter> parts = new ArrayList<>(List.of(made(SqlType.BIGINT, List.of(1L), 2)));
        parts.add(null);
        assertNull(KeyFilterUnion.of(parts));
    }

    @Test
    void largeBuildSidesStaySmallOnTheWire() {
        Random random = new Random(3);
        List<Object> sparse = new ArrayList<>();
        List<Object> dense = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            sparse.add(random.nextLong());
            dense.add((long) random.nextInt(4_000_000));
        }
        assertTrue(KeyFilterCodec.encode(made(SqlType.BIGINT, sparse, 3)).length <= KeyFilterCodec.MOST_BYTES);
        // One byte a key, not a bit a possible key.
        assertTrue(KeyFilterCodec.encode(made(SqlType.BIGINT, dense, 1)).length < 300_000);
    }

    @Test
    void aFilterInPiecesIsWhatItWas() {
        byte[] encoded = new byte[(5 << 20) / 2];
        new Random(4).nextBytes(encoded);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        for (int i = 0; i < KeyFilterBatches.count(encoded); i++) {
            try (Batch piece = KeyFilterBatches.batch(encoded, i, leaks.allocator())) {
                KeyFilterBatches.append(piece, read, leaks.allocator());
            }
        }
        assertArrayEquals(encoded, read.toByteArray());
    }

    @Test
    void whatIsNoFilterIsRefused() {
        Random random = new Random(5);
        List<byte[]> forms = List.of(
                KeyFilterCodec.encode(made(SqlType.BIGINT, List.of(1L, 5L, 900L), 1)), KeyFilterCodec.encode(made(SqlType.BIGINT, List.of(1L, Long.MAX_VALUE), 1)),
                KeyFilterCodec.encode(made(SqlType.VARCHAR, List.of("a", "b"), 1)), new byte[] {2, 0}, new byte[0], new byte[] {9, 1, 2});
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = forms.get(random.nextInt(forms.size())).clone();
            bytes = Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(5) - 2));
            for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(Math.min(bytes.length, 24))] = (byte) random.nextInt(256);
            }
            SqlType type = random.nextBoolean() ? SqlType.BIGINT : SqlType.VARCHAR;
            try {
                KeyFilter decoded = KeyFilterCodec.decode(bytes, type);
                if (type.equals(SqlType.VARCHAR) == decoded instanceof StringFilter) {
                    passing(decoded, type, List.of(key(random, type, 0), key(random, type, 2)));
                }
            } catch (QueryException refused) {
                assertEquals(ErrorCode.PLAN_NOT_PERMITTED, refused.code());
            }
        }
        assertThrows(QueryException.class, () -> sent(made(SqlType.VARCHAR, List.of("a"), 1), SqlType.BIGINT));
        assertThrows(QueryException.class, () -> sent(made(SqlType.BIGINT, List.of(1L, 2L, 7L), 1), SqlType.VARCHAR));
    }
}
