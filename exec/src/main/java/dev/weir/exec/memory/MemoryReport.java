package dev.weir.exec.memory;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/// Says which limit an allocation ran into and who holds the memory.
public final class MemoryReport {
    private static final int CONSUMERS = 3;

    private MemoryReport() {}

    /// Makes the error for a refused allocation of `allocator` or one of its children.
    public static QueryException exceeded(BufferAllocator allocator, OutOfMemoryException cause) {
        BufferAllocator full = fullest(allocator);
        List<BufferAllocator> consumers = new ArrayList<>(full.getChildAllocators());
        consumers.sort(Comparator.comparingLong(BufferAllocator::getAllocatedMemory).reversed());
        StringBuilder text = new StringBuilder("Memory exceeded: ").append(full.getName())
                .append(" holds ").append(bytes(full.getAllocatedMemory()))
                .append(" of ").append(bytes(full.getLimit()));
        for (int i = 0; i < Math.min(CONSUMERS, consumers.size()); i++) {
            text.append(i == 0 ? "; most in " : ", ").append(consumers.get(i).getName())
                    .append(' ').append(bytes(consumers.get(i).getAllocatedMemory()));
        }
        return new QueryException(
                ErrorCode.MEMORY_EXCEEDED, text.toString(), java.util.Optional.empty(), "raise --memory or read less at once", List.of(), cause);
    }

    /// The level whose limit is nearest: the one that refused.
    private static BufferAllocator fullest(BufferAllocator allocator) {
        BufferAllocator best = allocator;
        for (BufferAllocator level = allocator; level != null; level = level.getParentAllocator()) {
            if (level.getLimit() - level.getAllocatedMemory() < best.getLimit() - best.getAllocatedMemory()) {
                best = level;
            }
        }
        return best;
    }

    static String bytes(long count) {
        if (count < 1024) {
            return count + " B";
        }
        int unit = Math.min(4, (63 - Long.numberOfLeadingZeros(count)) / 10);
        return String.format(Locale.ROOT, "%.1f %siB", count / Math.pow(1024, unit), " KMGT".charAt(unit));
    }
}
