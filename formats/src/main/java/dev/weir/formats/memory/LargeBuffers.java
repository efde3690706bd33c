package dev.weir.formats.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.OutOfMemoryException;

/// Allocates large buffers in huge pages, accounted by the allocator like any other.
///
/// The usual way zeroes a large buffer page by page (0.4 ms a MiB here) and leaves it in small pages, which random access
/// then pays for in TLB misses. Here the kernel maps 2 MiB at a time. Small buffers, and other systems than Linux, get
/// what the allocator has.
public final class LargeBuffers {
    /// From this size on a mapping of its own pays.
    public static final long FROM = 8L << 20;

    private static final long PAGE = 2L << 20;
    private static final int READ_WRITE = 0x3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int MADV_HUGEPAGE = 14;
    private static final MethodHandle MMAP = find("mmap", FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG));
    private static final MethodHandle MUNMAP = find("munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle MADVISE = find("madvise", FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    private LargeBuffers() {}

    /// A buffer of at least `bytes` bytes that the caller releases. Its content is undefined, but see {@link #isZero}.
    public static ArrowBuf allocate(BufferAllocator allocator, long bytes) {
        if (!isZero(bytes)) {
            return allocator.buffer(bytes);
        }
        long length = (bytes + PAGE - 1) & -PAGE;
        // Asked first, so that a query over its limit maps nothing.
        if (Reclaim.headroom(allocator, length) < length) {
            return allocator.buffer(bytes);
        }
        Mapping mapping = new Mapping(length, map(length));
        try {
            return allocator.wrapForeignAllocation(mapping);
        } catch (RuntimeException failure) {
            mapping.release0();
            throw failure;
        }
    }

    /// Whether buffers of this size come zeroed from the kernel.
    public static boolean isZero(long bytes) {
        return bytes >= FROM && MMAP != null && MUNMAP != null && MADVISE != null;
    }

    private static final class Mapping extends ForeignAllocation {
        private final long address;
        private final long length;

        Mapping(long length, long address) {
            super(length, address);
            this.address = address;
            this.length = length;
        }

        @Override
        protected void release0() {
            unmap(address, length);
        }
    }

    /// Maps `length` bytes aligned to huge pages.
    private static long map(long length) {
        try {
            long mapped = (long) MMAP.invokeExact(0L, length + PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (mapped == -1) {
                throw new OutOfMemoryException("The system has no memory for a buffer of " + length + " bytes");
            }
            long aligned = (mapped + PAGE - 1) & -PAGE;
            unmap(mapped, aligned - mapped);
            unmap(aligned + length, mapped + PAGE - aligned);
            int advised = (int) MADVISE.invokeExact(aligned, length, MADV_HUGEPAGE);
            // Without huge pages the memory is as good as any.
            return aligned;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("mmap", e);
        }
    }

    private static void unmap(long address, long length) {
        if (length == 0) {
            return;
        }
        try {
            int failed = (int) MUNMAP.invokeExact(address, length);
            if (failed != 0) {
                throw new IllegalStateException("munmap");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("munmap", e);
        }
    }

    private static MethodHandle find(String name, FunctionDescriptor descriptor) {
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup().find(name).map((MemorySegment symbol) -> linker.downcallHandle(symbol, descriptor)).orElse(null);
    }
}
