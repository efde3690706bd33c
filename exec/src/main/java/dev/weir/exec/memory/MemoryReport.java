package dev.weir.exec.memory;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;

/// Says which limit an allocation ran into and who holds the memory.
public final class MemoryReport {
    private static final int CONSUMERS = 3;

    private MemoryReport() {}

    /// Makes the error for a refused allocation of a task: the limit, and who holds most. Where the whole process is full
    /// these are its queries, then the operators of this one.
    public static QueryException exceeded(TaskMemory task, OutOfMemoryException cause) {
        BufferAllocator full = fullest(task.allocator());
        Map<String, Long> operators = task.holders();
        StringBuilder message = new StringBuilder("Memory exceeded");
        List<Map.Entry<String, Long>> largest = largest(operators);
        for (int i = 0; i < largest.size(); i++) {
            message.append(i == 0 ? " by " : ", ").append(largest.get(i).getKey());
        }
        // A value, since sizes follow the rows that policies hide as well.
        StringBuilder text = new StringBuilder(full.getName())
                .append(" holds ").append(bytes(full.getAllocatedMemory()))
                .append(" of ").append(bytes(full.getLimit()));
        if (operators.isEmpty() || full.getParentAllocator() == null && full.getChildAllocators().size() > 1) {
            Map<String, Long> children = new LinkedHashMap<>();
            for (BufferAllocator child : full.getChildAllocators()) {
                children.merge(child.getName(), child.getAllocatedMemory(), Long::sum);
            }
            most(children, "; most in ", text);
        }
        most(operators, "; ", text);
        return new QueryException(
                ErrorCode.MEMORY_EXCEEDED, message.toString(), text.toString(), Optional.empty(), "raise --memory or read less at once", List.of(), cause);
    }

    private static void most(Map<String, Long> holders, String introduction, StringBuilder text) {
        List<Map.Entry<String, Long>> largest = largest(holders);
        for (int i = 0; i < largest.size(); i++) {
            text.append(i == 0 ? introduction : ", ").append(largest.get(i).getKey()).append(' ').append(bytes(largest.get(i).getValue()));
        }
    }

    private static List<Map.Entry<String, Long>> largest(Map<String, Long> holders) {
        List<Map.Entry<String, Long>> sorted = new ArrayList<>(holders.entrySet());
        sorted.sort(Map.Entry.<String, Long>comparingByValue().reversed());
        return sorted.subList(0, Math.min(CONSUMERS, sorted.size()));
    }

    /// The level whose limit is nearest: the one that refused. Of a task and its query with equal limits the query, but the
    /// process only when it is fuller than all its queries.
    private static BufferAllocator fullest(BufferAllocator allocator) {
        BufferAllocator best = allocator;
        for (BufferAllocator level = allocator.getParentAllocator(); level != null; level = level.getParentAllocator()) {
            long room = level.getLimit() - level.getAllocatedMemory();
            long least = best.getLimit() - best.getAllocatedMemory();
            if (room < least || room == least && level.getParentAllocator() != null) {
                best = level;
            }
        }
        return best;
    }

    /// Bytes as people read them.
    public static String bytes(long count) {
        if (count < 1024) {
            return count + " B";
        }
        int unit = Math.min(4, (63 - Long.numberOfLeadingZeros(count)) / 10);
        return String.format(Locale.ROOT, "%.1f %siB", count / Math.pow(1024, unit), " KMGT".charAt(unit));
    }
}
