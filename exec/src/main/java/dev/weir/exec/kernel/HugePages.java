package dev.weir.exec.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Asks the kernel for huge pages under large buffers: a hash table that is probed at random misses the TLB otherwise.
/// Advice only; where it is not understood nothing happens.
public final class HugePages {
    private static final long PAGE = 2L << 20;
    private static final int MADV_HUGEPAGE = 14;
    private static final MethodHandle MADVISE = find();

    private HugePages() {}

    /// Covers the whole pages inside `[address, address + bytes)`; call it before the memory is touched.
    public static void advise(long address, long bytes) {
        long from = (address + PAGE - 1) & -PAGE;
        long to = (address + bytes) & -PAGE;
        if (MADVISE == null || to - from < 2 * PAGE) {
            return;
        }
        try {
            int ignored = (int) MADVISE.invokeExact(from, to - from, MADV_HUGEPAGE);
        } catch (Throwable e) {
            throw new IllegalStateException("madvise", e);
        }
    }

    private static MethodHandle find() {
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            return null;
        }
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup().find("madvise")
                .map((MemorySegment symbol) -> linker.downcallHandle(
                        symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT)))
                .orElse(null);
    }
}
