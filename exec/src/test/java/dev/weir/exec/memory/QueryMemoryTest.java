package dev.weir.exec.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.nio.file.Path;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

final class QueryMemoryTest {
    @Test
    void theErrorNamesTheLevelThatIsFullAndItsConsumers() {
        try (BufferAllocator process = new RootAllocator(64 << 20); QueryMemory memory = new QueryMemory(process, "q_1", 8 << 20)) {
            BufferAllocator first = memory.task("task 1 of stage 2");
            BufferAllocator second = memory.task("task 1 of stage 3");
            try (ArrowBuf small = first.buffer(1 << 20); ArrowBuf large = second.buffer(4 << 20)) {
                OutOfMemoryException refused = assertThrows(OutOfMemoryException.class, () -> second.buffer(4 << 20));
                QueryException error = MemoryReport.exceeded(TaskMemory.of(second), refused);
                assertEquals(ErrorCode.MEMORY_EXCEEDED, error.code());
                assertEquals(
                        "Memory exceeded: query q_1 holds 5.0 MiB of 8.0 MiB; most in task 1 of stage 3 4.0 MiB, task 1 of stage 2 1.0 MiB", error.detail());
            }
            assertEquals(0, memory.used());
            assertTrue(memory.peak() >= 5 << 20);
        }
    }

    @Test
    void theErrorNamesOperatorsByTheirLinesInExplain() {
        try (BufferAllocator process = new RootAllocator(64 << 20); QueryMemory memory = new QueryMemory(process, "q_1", 8 << 20)) {
            BufferAllocator allocator = memory.task("task 2.0");
            TaskMemory task = memory.operators(allocator, null, "stage 2");
            try (OperatorMemory join = task.at(2).operator("HashJoin build"); OperatorMemory groups = task.at(1).operator("Aggregate")) {
                join.add(3 << 20);
                groups.add(1 << 20);
                QueryException error = MemoryReport.exceeded(task, assertThrows(OutOfMemoryException.class, () -> allocator.buffer(16 << 20)));
                assertEquals(
                        "Memory exceeded by HashJoin build (stage 2, line 3), Aggregate (stage 2, line 2): query q_1 holds 0 B of 8.0 MiB; "
                                + "HashJoin build (stage 2, line 3) 3.0 MiB, Aggregate (stage 2, line 2) 1.0 MiB",
                        error.detail());
                assertFalse(join.mustSpill(3 << 20, 0), "there is no place to spill to");
            }
        }
    }

    @Test
    void theLargestSpillsFirst() {
        try (BufferAllocator process = new RootAllocator(64 << 20); QueryMemory memory = new QueryMemory(process, "q_1", 8 << 20);
                SpillSpace space = SpillSpace.below(Path.of(System.getProperty("java.io.tmpdir")))) {
            BufferAllocator allocator = memory.task("task 2.0");
            TaskMemory task = memory.operators(allocator, space, "stage 2");
            try (OperatorMemory large = task.operator("large"); OperatorMemory small = task.operator("small"); OperatorMemory done = task.operator("done")) {
                large.add(3 << 20);
                large.collecting(1);
                small.add(2 << 20);
                small.collecting(1);
                done.add(4 << 20);
                assertFalse(large.mustSpill(3 << 20, 0));
                assertTrue(large.mustSpill(3 << 20, 7 << 20), "the next batch may need more than there is");
                try (ArrowBuf rest = allocator.buffer(4 << 20); ArrowBuf more = allocator.buffer(2 << 20)) {
                    assertEquals(6 << 20, rest.capacity() + more.capacity());
                    assertFalse(large.mustSpill(3 << 20, 0));
                    assertTrue(large.mustSpill(3 << 20, 512 << 10));
                    assertFalse(small.mustSpill(2 << 20, 512 << 10), "a larger one can spill");
                    assertFalse(large.mustSpill(1 << 10, 1 << 20), "not worth a file");
                    assertTrue(small.mustSpill(2 << 20, 3 << 19), "all have to when nearly nothing is left");
                    large.collecting(-1);
                    assertTrue(small.mustSpill(2 << 20, 512 << 10));
                }
            }
        }
    }

    @Test
    void noTaskStartsInAQueryThatHasEnded() {
        try (BufferAllocator process = new RootAllocator()) {
            QueryMemory memory = new QueryMemory(process, "q_1", Long.MAX_VALUE);
            memory.task("task").buffer(16).close();
            memory.close();
            memory.close();
            assertEquals(ErrorCode.QUERY_CANCELLED, assertThrows(QueryException.class, () -> memory.task("late")).code());
        }
    }

    @Test
    void aLeakIsAnErrorInTests() {
        // The process's allocator stays open: what leaked is lost to it.
        QueryMemory memory = new QueryMemory(new RootAllocator(), "q_leaking_in_this_test", Long.MAX_VALUE);
        memory.task("task 1 of stage 2").buffer(64);
        QueryException error = assertThrows(QueryException.class, memory::close);
        assertEquals(ErrorCode.INTERNAL, error.code());
        assertEquals("Memory leaked by query q_leaking_in_this_test: 64 bytes, task 1 of stage 2 64", error.detail());
    }

    @Test
    void sizesAreReadable() {
        assertEquals("0 B", MemoryReport.bytes(0));
        assertEquals("1023 B", MemoryReport.bytes(1023));
        assertEquals("1.0 KiB", MemoryReport.bytes(1024));
        assertEquals("1.5 GiB", MemoryReport.bytes(3L << 29));
        assertEquals("8.0 EiB".replace("8.0 E", "8388608.0 T"), MemoryReport.bytes(Long.MAX_VALUE));
    }
}
