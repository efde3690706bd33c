package dev.weir.formats.compress;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.TwinMemory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/// Blocks of our own, with every form of tag, and blocks of the snappy library decode to what was encoded; damaged
/// ones fail or decode to something, and never touch what is not theirs.
@Tag("kernels")
class SnappyDecoderTest {
    private static final int GUARDED = 128;
    private static final byte GUARD = 0x5a;

    private final BufferAllocator allocator = new RootAllocator();
    private final SplittableRandom random = new SplittableRandom(41);

    @AfterEach
    void nothingLeaked() {
        assertEquals(0, allocator.getAllocatedMemory());
        allocator.close();
    }

    @Test
    void everyForm() throws IOException {
        for (int round = 0; round < TwinMemory.ROUNDS; round++) {
            Block block = Block.random(random);
            assertArrayEquals(block.content, decode(block.encoded, block.content.length), "round " + round);
        }
    }

    @Test
    void blocksOfTheLibrary() throws IOException {
        for (int round = 0; round < TwinMemory.ROUNDS / 10; round++) {
            byte[] content = new byte[random.nextInt(20_000)];
            int distinct = 1 << random.nextInt(1, 9);
            int every = random.nextInt(1, 9);
            for (int i = 0; i < content.length; i++) {
                content[i] = i % every == 0 ? (byte) random.nextInt(distinct) : 0;
            }
            assertArrayEquals(content, decode(Snappy.compress(content), content.length), "round " + round);
        }
    }

    @Test
    void damagedBlocks() {
        for (int round = 0; round < TwinMemory.ROUNDS; round++) {
            Block block = Block.random(random);
            byte[] damaged = random.nextBoolean() ? block.encoded.clone() : Arrays.copyOf(block.encoded, random.nextInt(block.encoded.length));
            int from = Math.min(damaged.length, block.headLength());
            for (int i = random.nextInt(4); i > 0 && from < damaged.length; i--) {
                damaged[random.nextInt(from, damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                decode(damaged, block.content.length);
            } catch (IOException expected) {
                // What is decoded is another thing; that nothing else is touched is checked in either case.
            }
        }
    }

    @Test
    void contradictions() {
        assertContradiction(4, "no length at its head");
        assertContradiction(4, "no length at its head", 0x80, 0x80, 0x80, 0x80, 0x80, 0x01);
        assertContradiction(4, "its head says 5 bytes, the page header 4", 5);
        assertContradiction(4, "it ends 4 bytes early", 4);
        assertContradiction(4, "a literal of 4 bytes, 2 left to read, 4 to write", 4, 3 << 2, 1, 2);
        assertContradiction(1, "a literal of 2 bytes, 2 left to read, 1 to write", 1, 1 << 2, 1, 2);
        assertContradiction(4, "a copy from 1 bytes before, 0 written", 4, 1, 1);
        assertContradiction(5, "a copy from 0 bytes before, 1 written", 5, 0, 7, 1, 0);
        assertContradiction(4, "a copy of 4 bytes, 3 left to write", 4, 0, 7, 1, 1);
        assertContradiction(4, "it ends within a tag", 4, 0, 7, 2, 1);
        assertContradiction(4, "a copy from 4294967295 bytes before, 1 written", 4, 0, 7, 3 | 2 << 2, 0xff, 0xff, 0xff, 0xff);
    }

    private void assertContradiction(int length, String message, int... bytes) {
        byte[] encoded = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            encoded[i] = (byte) bytes[i];
        }
        assertEquals(message, assertThrows(IOException.class, () -> decode(encoded, length)).getMessage());
    }

    private byte[] decode(byte[] encoded, int length) throws IOException {
        try (ArrowBuf source = allocator.buffer(encoded.length + 1); ArrowBuf area = allocator.buffer(length + 2 * GUARDED)) {
            Memory.copy(encoded, 0, source.memoryAddress(), encoded.length);
            Memory.fill(area.memoryAddress(), area.capacity(), GUARD);
            long target = area.memoryAddress() + GUARDED;
            byte[] decoded = new byte[length];
            try {
                SnappyDecoder.decode(source.memoryAddress(), encoded.length, target, length);
                Memory.copy(target, decoded, 0, length);
            } finally {
                for (int i = 0; i < GUARDED; i++) {
                    assertEquals(GUARD, Memory.getByte(area.memoryAddress() + i), "before the target");
                    assertEquals(GUARD, Memory.getByte(target + length + i), "behind the target");
                }
            }
            return decoded;
        }
    }

    /// A block of random tags and what it holds, computed byte by byte.
    private record Block(byte[] encoded, byte[] content) {
        static Block random(SplittableRandom random) {
            ByteArrayOutputStream tags = new ByteArrayOutputStream();
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            boolean pairs = random.nextBoolean();
            for (int i = random.nextInt(1, 120); i > 0; i--) {
                boolean literal = content.size() == 0 || (pairs ? i % 2 == 0 : random.nextInt(3) == 0);
                if (literal) {
                    literal(random, tags, content, pairs ? random.nextInt(1, 20) : random.nextInt(1, 1 << random.nextInt(1, 10)));
                } else {
                    copy(random, tags, content);
                }
            }
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            for (int rest = content.size(); ; rest >>>= 7) {
                encoded.write(rest < 128 ? rest : rest & 0x7f | 0x80);
                if (rest < 128) {
                    break;
                }
            }
            encoded.writeBytes(tags.toByteArray());
            return new Block(encoded.toByteArray(), content.toByteArray());
        }

        private static void literal(SplittableRandom random, ByteArrayOutputStream tags, ByteArrayOutputStream content, int size) {
            int least = size <= 60 ? 0 : size <= 256 ? 1 : 2;
            int sizeBytes = random.nextInt(4) == 0 ? random.nextInt(Math.max(least, 1), 5) : least;
            tags.write((sizeBytes == 0 ? size - 1 : 59 + sizeBytes) << 2);
            number(tags, size - 1, sizeBytes);
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            tags.writeBytes(bytes);
            content.writeBytes(bytes);
        }

        private static void copy(SplittableRandom random, ByteArrayOutputStream tags, ByteArrayOutputStream content) {
            int offset = random.nextInt(1, Math.min(content.size(), 1 << random.nextInt(1, 13)) + 1);
            int size = random.nextInt(1, 65);
            int kind = random.nextInt(1, 4);
            if (kind == 1 && size >= 4 && size < 12 && offset < 2048) {
                tags.write(1 | size - 4 << 2 | offset >>> 8 << 5);
                number(tags, offset, 1);
            } else {
                kind = Math.max(kind, 2);
                tags.write(kind | size - 1 << 2);
                number(tags, offset, kind == 2 ? 2 : 4);
            }
            for (int i = 0; i < size; i++) {
                content.write(content.toByteArray()[content.size() - offset]);
            }
        }

        private static void number(ByteArrayOutputStream tags, int value, int bytes) {
            for (int at = 0; at < bytes; at++) {
                tags.write(value >>> (8 * at));
            }
        }

        int headLength() {
            return content.length < 128 ? 1 : content.length < 16384 ? 2 : 3;
        }
    }
}
