package dev.weir.exec.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.TwinMemory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;

/// A Vector API loop and the scalar loop that it must equal.
///
/// @param input  of what type the columns are
/// @param vector with the twin's loop for the rows after the last whole vector, as the engine calls it
record Twins(String name, Physical input, Output output, Loop vector, Loop scalar) {
    /// What both look like. `a` and `b` are two more numbers of the input's type, `a <= b` for integers; the answers of
    /// both loops are compared, too.
    interface Loop {
        long run(long left, long right, int rows, long a, long b, long out);
    }

    /// A loop that answers nothing.
    interface WritingLoop {
        void run(long left, long right, int rows, long a, long b, long out);
    }

    static Twins writing(String name, Physical input, Output output, WritingLoop vector, WritingLoop scalar) {
        return new Twins(name, input, output, answering(vector), answering(scalar));
    }

    private static Loop answering(WritingLoop loop) {
        return (left, right, rows, a, b, out) -> {
            loop.run(left, right, rows, a, b, out);
            return 0;
        };
    }

    /// What a loop writes.
    enum Output {
        BITS, BYTES, INTS, LONGS, FLOATS, DOUBLES,
        /// As many int32 as the loop answers, with room for one a row.
        POSITIONS,
        NOTHING;

        /// Bytes that may be written.
        long room(int rows) {
            return switch (this) {
                case BITS -> Bitmaps.bytes(rows);
                case BYTES -> rows;
                case INTS, FLOATS, POSITIONS -> rows * 4L;
                case LONGS, DOUBLES -> rows * 8L;
                case NOTHING -> 0;
            };
        }
    }

    DynamicTest test() {
        return DynamicTest.dynamicTest(name, () -> {
            try (TwinMemory memory = new TwinMemory(name.hashCode())) {
                for (int round = 0; round < TwinMemory.ROUNDS; round++) {
                    round(memory);
                }
            }
        });
    }

    private void round(TwinMemory memory) {
        SplittableRandom random = memory.random();
        int rows = memory.rows();
        memory.fill(input, memory.left(), rows);
        memory.fill(input, memory.right(), rows);
        boolean floating = input == Physical.FLOAT32 || input == Physical.FLOAT64;
        long first = memory.number(input);
        long second = memory.number(input);
        long a = floating ? first : Math.min(first, second);
        long b = floating ? second : Math.max(first, second);
        // Inputs begin at any byte: pages do.
        long shift = random.nextInt(4) == 0 ? random.nextInt(64) : 0;
        int count = rows - (int) Math.min(rows, (shift + input.width() - 1) / input.width());
        long left = memory.left() + shift;
        long right = random.nextInt(16) == 0 ? left : memory.right() + shift;
        long room = output.room(count);
        memory.fill(Physical.INT64, memory.extra(), (int) (room + 7 >>> 3));
        memory.prepare(room);
        long expected = scalar.run(left, right, count, a, b, memory.scalar());
        long actual = vector.run(left, right, count, a, b, memory.vector());
        if (expected != actual) {
            assertEquals(expected, actual, name + " of " + count + " rows");
        }
        check(memory, count, room, actual);
        if ((output == Output.LONGS || output == Output.DOUBLES) && input.width() == 8) {
            // The engine lets results take the place of an operand.
            Memory.copy(left, memory.vector(), room);
            vector.run(memory.vector(), right == left ? memory.vector() : right, count, a, b, memory.vector());
            Memory.copy(left, memory.scalar(), room);
            scalar.run(memory.scalar(), right == left ? memory.scalar() : right, count, a, b, memory.scalar());
            check(memory, count, room, actual);
        }
    }

    private void check(TwinMemory memory, int rows, long room, long answer) {
        switch (output) {
            case FLOATS -> memory.checkFloating(name, Physical.FLOAT32, rows);
            case DOUBLES -> memory.checkFloating(name, Physical.FLOAT64, rows);
            case POSITIONS -> memory.check(name, answer * 4, room);
            case BITS, BYTES, INTS, LONGS, NOTHING -> memory.check(name + " of " + rows + " rows", room, room);
        }
    }
}
