package dev.weir.formats.parquet.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.StringView;
import dev.weir.formats.memory.TwinMemory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Views made without loops, and what is compared and hashed by words, equal what arrays of bytes say.
@Tag("kernels")
class StringViewTwinsTest {
    @Test
    void viewsEqualArrays() {
        try (TwinMemory memory = new TwinMemory(14)) {
            SplittableRandom random = memory.random();
            long leftBytes = memory.left() + 64;
            long rightBytes = memory.right() + 64;
            long leftView = memory.left();
            long rightView = memory.right();
            for (int round = 0; round < TwinMemory.ROUNDS * 4; round++) {
                byte[] left = text(random);
                byte[] right = random.nextInt(3) == 0 ? left.clone() : text(random);
                if (random.nextInt(3) == 0) {
                    right = Arrays.copyOf(left, random.nextInt(left.length + 3));
                } else if (right.length > 0 && random.nextBoolean()) {
                    right[random.nextInt(right.length)] ^= (byte) (1 << random.nextInt(8));
                }
                // What lies behind a string differs.
                memory.fill(Physical.INT64, leftBytes);
                Memory.copy(left, 0, leftBytes, left.length);
                Memory.copy(right, 0, rightBytes, right.length);
                Views.write(leftView, leftBytes, left.length);
                StringView.write(leftView + 16, leftBytes, left.length);
                StringView.write(rightView, rightBytes, right.length);
                assertEquals(Memory.getLong(leftView + 16), Memory.getLong(leftView));
                assertEquals(Memory.getLong(leftView + 24), Memory.getLong(leftView + 8));
                boolean equal = Arrays.equals(left, right);
                assertEquals(equal, StringView.equal(leftView, rightView));
                assertEquals(Integer.signum(Arrays.compareUnsigned(left, right)), Integer.signum(StringView.compare(leftView, rightView)));
                if (equal) {
                    assertEquals(StringView.hash(leftView), StringView.hash(rightView));
                }
            }
        }
    }

    private static byte[] text(SplittableRandom random) {
        byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 20 : 100)];
        int letters = random.nextBoolean() ? 2 : 256;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(letters);
        }
        return bytes;
    }
}
