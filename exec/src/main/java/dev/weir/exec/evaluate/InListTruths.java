package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.kernel.RangeBits;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;

/// `value IN (constants)` by the kind of value: few integers by SIMD comparison, many by binary search, strings by hash,
/// the rest by carrier.
final class InListTruths {
    private static final int FEW = 8;

    private InListTruths() {}

    static Truth compile(TruthCompiler.Operand operand, Expression.InList in, BufferAllocator allocator) {
        List<Object> constants = in.list().stream().map(Expression.Literal::value).filter(value -> value != null).distinct().toList();
        boolean listHasNull = in.list().stream().anyMatch(Expression.Literal::isNull);
        Truth hit;
        if (constants.isEmpty()) {
            hit = new Values(operand, Set.of(), allocator);
        } else if (constants.stream().allMatch(value -> value instanceof Long)) {
            hit = new Integers(operand, constants.stream().mapToLong(value -> (Long) value).sorted().toArray(), allocator);
        } else if (constants.stream().allMatch(value -> value instanceof BigDecimal decimal && decimal.unscaledValue().bitLength() <= 62)) {
            hit = new Integers(operand, constants.stream().mapToLong(value -> ((BigDecimal) value).unscaledValue().longValue()).sorted().toArray(), allocator);
        } else if (constants.stream().allMatch(value -> value instanceof String || value instanceof Expression.Bytes)) {
            hit = new Strings(operand, constants.stream().map(InListTruths::bytes).toArray(byte[][]::new), allocator);
        } else {
            hit = new Values(operand, new HashSet<>(constants.stream().map(InListTruths::normal).toList()), allocator);
        }
        return listHasNull ? new MissIsNull(hit) : hit;
    }

    private static byte[] bytes(Object value) {
        return value instanceof Expression.Bytes bytes ? bytes.value() : ((String) value).getBytes(StandardCharsets.UTF_8);
    }

    /// 0.0 equals -0.0; boxed equality makes NaN equal to itself already.
    private static Object normal(Object value) {
        return value instanceof Double number && number == 0.0 ? (Object) 0.0 : value;
    }

    private static final class Integers extends ValueTruth {
        private final long[] sorted;
        private final Scratch scratch;

        Integers(TruthCompiler.Operand operand, long[] sorted, BufferAllocator allocator) {
            super(operand, allocator);
            this.sorted = sorted;
            this.scratch = new Scratch(allocator);
        }

        @Override
        boolean cheapBits() {
            return sorted.length <= FEW;
        }

        @Override
        void bits(FlatColumn values, long bits) {
            if (sorted.length <= FEW && (values.physical() == Physical.INT64 || values.physical() == Physical.INT32)) {
                few(values, bits);
            } else {
                many(values, bits);
            }
        }

        private void few(FlatColumn values, long bits) {
            int rows = values.length();
            long one = scratch.bytes(size(rows));
            clear(bits, rows);
            for (long constant : sorted) {
                if (values.physical() == Physical.INT64) {
                    RangeBits.int64(values.address(), rows, constant, constant, one);
                } else if (constant == (int) constant) {
                    RangeBits.int32(values.address(), rows, (int) constant, (int) constant, one);
                } else {
                    continue;
                }
                for (int i = 0; i < words(rows); i++) {
                    put(bits, i, word(bits, i) | word(one, i));
                }
            }
        }

        private void many(FlatColumn values, long bits) {
            int rows = values.length();
            long data = values.address();
            for (int base = 0; base < rows; base += 64) {
                int end = Math.min(rows, base + 64);
                long word = 0;
                for (long i = base; i < end; i++) {
                    long value = switch (values.physical()) {
                        case BOOL, INT8 -> Memory.getByte(data + i);
                        case INT16 -> Memory.getShort(data + (i << 1));
                        case INT32 -> Memory.getInt(data + (i << 2));
                        case INT64 -> Memory.getLong(data + (i << 3));
                        case INT128 -> Memory.getLong(data + (i << 4));
                        case FLOAT32, FLOAT64, VIEW -> throw new IllegalStateException("no integers: " + values.physical());
                    };
                    boolean fits = values.physical() != Physical.INT128 || value >> 63 == Memory.getLong(data + (i << 4) + 8);
                    word |= (fits && value >= sorted[0] && Arrays.binarySearch(sorted, value) >= 0 ? 1L : 0L) << i;
                }
                Memory.putLong(bits + (base >>> 3), word);
            }
        }

        @Override
        public void close() {
            super.close();
            scratch.close();
        }
    }

    /// An open-addressing table of views over a copy of the constants.
    private static final class Strings extends ValueTruth {
        private final byte[][] constants;
        private final Scratch scratch;
        private final int slots;
        private long table;

        Strings(TruthCompiler.Operand operand, byte[][] constants, BufferAllocator allocator) {
            super(operand, allocator);
            this.constants = constants;
            this.scratch = new Scratch(allocator);
            this.slots = Integer.highestOneBit(constants.length * 4) * 2;
        }

        @Override
        void bits(FlatColumn values, long bits) {
            if (table == 0) {
                fillTable();
            }
            long data = values.address();
            int rows = values.length();
            for (int base = 0; base < rows; base += 64) {
                int end = Math.min(rows, base + 64);
                long word = 0;
                for (long i = base; i < end; i++) {
                    long slot = find(data + (i << 4));
                    word |= (Memory.getByte(slot + 16) != 0 ? 1L : 0L) << i;
                }
                Memory.putLong(bits + (base >>> 3), word);
            }
        }

        /// The slot that holds the string, or the free slot where it would be. A slot is a view and a byte "taken".
        private long find(long view) {
            int at = (int) StringView.hash(view) & (slots - 1);
            while (true) {
                long slot = table + at * 24L;
                if (Memory.getByte(slot + 16) == 0 || StringView.equal(slot, view)) {
                    return slot;
                }
                at = (at + 1) & (slots - 1);
            }
        }

        private void fillTable() {
            long bytes = 0;
            for (byte[] constant : constants) {
                bytes += constant.length;
            }
            long address = scratch.bytes(slots * 24L + 16 + bytes);
            Memory.fill(address, slots * 24L, (byte) 0);
            table = address;
            long view = address + slots * 24L;
            long at = view + 16;
            for (byte[] constant : constants) {
                Memory.copy(constant, 0, at, constant.length);
                StringView.write(view, at, constant.length);
                long slot = find(view);
                StringView.copy(view, slot);
                Memory.putByte(slot + 16, (byte) 1);
                at += constant.length;
            }
        }

        @Override
        public void close() {
            super.close();
            scratch.close();
        }
    }

    private static final class Values extends ValueTruth {
        private final Set<Object> constants;

        Values(TruthCompiler.Operand operand, Set<Object> constants, BufferAllocator allocator) {
            super(operand, allocator);
            this.constants = constants;
        }

        @Override
        boolean cheapBits() {
            return false;
        }

        @Override
        void bits(FlatColumn values, long bits) {
            clear(bits, values.length());
            for (int i = 0; i < values.length(); i++) {
                if (!values.isNull(i) && constants.contains(normal(values.value(i)))) {
                    Memory.setBit(bits, i);
                }
            }
        }
    }

    /// A NULL in the list: whatever is not found is unknown.
    private static final class MissIsNull extends Truth {
        private final Truth hit;

        MissIsNull(Truth hit) {
            this.hit = hit;
        }

        @Override
        void test(Rows rows, long truth, long unknown) {
            hit.test(rows, truth, unknown);
            int count = rows.count();
            for (int i = 0; i < words(count); i++) {
                put(unknown, i, ~word(truth, i) & rowMask(count, i));
            }
        }

        @Override
        boolean neverFails() {
            return hit.neverFails();
        }

        @Override
        boolean cheap() {
            return hit.cheap();
        }

        @Override
        public void close() {
            hit.close();
        }
    }
}
