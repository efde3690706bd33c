package dev.weir.exec.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.exec.kernel.simd.GroupMaskVectors;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.NearGather;
import dev.weir.formats.memory.Physical;
import dev.weir.formats.memory.TwinMemory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Kernels over codes, positions and group numbers, which have to be in range, equal their scalar twins.
@Tag("kernels")
class PermutationTwinsTest {
    @Test
    void groupsAsBitmaps() {
        try (TwinMemory memory = new TwinMemory(1)) {
            for (int round = 0; round < TwinMemory.ROUNDS; round++) {
                int rows = memory.rows();
                int groups = memory.random().nextInt(1, 2 * GroupMasks.MOST_GROUPS + 1);
                codes(memory, rows, groups);
                long bytes = Bitmaps.bytes(rows) * groups;
                memory.prepare(bytes);
                GroupMasks.fromIds(memory.right(), GroupMaskVectors.fromIds(memory.right(), rows, groups, memory.vector()), rows, groups, memory.vector());
                GroupMasks.fromIds(memory.right(), 0, rows, groups, memory.scalar());
                memory.check("bitmaps of " + rows + " rows, " + groups + " groups", bytes, bytes);
                long masks = memory.right() + 4096;
                GroupMasks.fromIds(memory.right(), rows, groups, masks);
                memory.fill(Physical.INT64, memory.left());
                long room = GroupMasks.padded(groups) * 8L;
                memory.prepare(room);
                long expected = GroupMasks.scalarSums(memory.left(), masks, rows, groups, memory.scalar());
                assertEquals(expected, GroupMasks.sums(memory.left(), masks, rows, groups, memory.vector()));
                memory.check("sums of " + rows + " rows, " + groups + " groups", room, room);
            }
        }
    }

    @Test
    void smallTables() {
        try (TwinMemory memory = new TwinMemory(2)) {
            for (int round = 0; round < TwinMemory.ROUNDS; round++) {
                int rows = memory.rows();
                int width = memory.random().nextBoolean() ? 4 : 8;
                int entries = memory.random().nextInt(1, 40);
                codes(memory, rows, entries);
                memory.fill(Physical.INT64, memory.left());
                memory.prepare((long) rows * width);
                TableLookup.lookup(width, memory.left(), entries, memory.right(), rows, memory.vector());
                TableLookup.lookup(width, memory.left(), memory.right(), 0, rows, memory.scalar());
                memory.check(entries + " entries of " + width + " bytes", (long) rows * width, (long) rows * width);
            }
        }
    }

    @Test
    void nearPositions() {
        try (TwinMemory memory = new TwinMemory(3)) {
            SplittableRandom random = memory.random();
            for (int round = 0; round < TwinMemory.ROUNDS; round++) {
                int rows = memory.rows();
                int chance = random.nextInt(1, 10);
                boolean ascending = random.nextInt(4) > 0;
                int count = 0;
                for (int i = 0; i < rows; i++) {
                    if (random.nextInt(9) < chance) {
                        Memory.putInt(memory.right() + count++ * 4L, ascending ? i : random.nextInt(rows));
                    }
                }
                memory.fill(Physical.INT64, memory.left());
                int width = random.nextBoolean() ? 4 : 8;
                memory.prepare((long) count * width);
                if (width == 4) {
                    NearGather.gather4(memory.left(), rows, memory.right(), count, memory.vector());
                    NearGather.scalar4(memory.left(), memory.right(), 0, count, memory.scalar());
                } else {
                    NearGather.gather8(memory.left(), rows, memory.right(), count, memory.vector());
                    NearGather.scalar8(memory.left(), memory.right(), 0, count, memory.scalar());
                }
                memory.check(count + " of " + rows + " values of " + width + " bytes", (long) count * width, (long) count * width);
            }
        }
    }

    @Test
    void lookedUpBits() {
        try (TwinMemory memory = new TwinMemory(4)) {
            for (int round = 0; round < TwinMemory.ROUNDS; round++) {
                int rows = memory.rows();
                int entries = memory.random().nextInt(1, TwinMemory.MOST_ROWS);
                codes(memory, rows, entries);
                memory.fill(Physical.BOOL, memory.left());
                long bytes = Bitmaps.bytes(rows);
                memory.prepare(bytes);
                Memory.fill(memory.scalar(), bytes, (byte) 0);
                for (long i = 0; i < rows; i++) {
                    if (Memory.getByte(memory.left() + Memory.getInt(memory.right() + i * 4)) == 1) {
                        Memory.setBit(memory.scalar(), i);
                    }
                }
                BooleanBits.lookup(memory.right(), rows, memory.left(), memory.vector());
                memory.check(rows + " bits", bytes, bytes);
            }
        }
    }

    private static void codes(TwinMemory memory, int rows, int bound) {
        for (long i = 0; i < rows; i++) {
            Memory.putInt(memory.right() + i * 4, memory.random().nextInt(bound));
        }
    }
}
