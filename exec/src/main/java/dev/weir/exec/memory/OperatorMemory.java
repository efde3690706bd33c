package dev.weir.exec.memory;

import dev.weir.formats.memory.Reclaim;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.BufferAllocator;

/// What one operator of a task holds, over all of its threads, and whether it has to write some of it to disk.
///
/// Allocators alone do not tell: a join keeps batches that a scan allocated. Operators count what they keep, once a batch,
/// and ask once a batch; as long as there is room that is one look at the allocator.
public final class OperatorMemory implements AutoCloseable {
    /// A part of the limit that stays free for what has no say: scans, exchanges, the batches under way.
    private static final long SPARE_PARTS = 5;
    /// Less than this part of the limit is not worth a file.
    private static final long LEAST_PARTS = 128;
    private static final long MOST_LEAST = 8L << 20;

    private final String name;
    private final TaskMemory task;
    private final BufferAllocator allocator;
    private final long spare;
    private final long least;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();
    private final AtomicLong spilled = new AtomicLong();
    /// Threads that still collect, and could therefore spill.
    private final AtomicInteger collecting = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();

    OperatorMemory(String name, TaskMemory task) {
        this.name = name;
        this.task = task;
        this.allocator = task.allocator();
        long limit = limit(allocator);
        this.spare = limit / SPARE_PARTS;
        this.least = Math.min(MOST_LEAST, limit / LEAST_PARTS);
    }

    private static long limit(BufferAllocator allocator) {
        long limit = Long.MAX_VALUE;
        for (BufferAllocator level = allocator; level != null; level = level.getParentAllocator()) {
            limit = Math.min(limit, level.getLimit());
        }
        return limit;
    }

    /// `HashJoin build (stage 2, line 4)`: the line is that of EXPLAIN.
    public String name() {
        return name;
    }

    /// Counts bytes that the operator holds from now on, or no longer when negative.
    public void add(long bytes) {
        long now = held.addAndGet(bytes);
        if (bytes > 0 && now > peak.get()) {
            peak.accumulateAndGet(now, Math::max);
        }
    }

    public long held() {
        return held.get();
    }

    public long peak() {
        return peak.get();
    }

    /// Notes that a thread has begun to collect rows (1), or is through (-1).
    public void collecting(int change) {
        collecting.addAndGet(change);
    }

    boolean isCollecting() {
        return collecting.get() > 0;
    }

    /// Whether a thread has to write what it holds to disk now: memory is short, and this operator is the largest of its
    /// query that could, or there is so little left that everybody has to.
    ///
    /// @param mine bytes that writing would set free
    /// @param next bytes that the operator may want at once with the next batch, beyond what it holds
    public boolean mustSpill(long mine, long next) {
        if (task.space() == null) {
            return false;
        }
        if (task.forced() > 0) {
            return mine > 0 && asked.incrementAndGet() % task.forced() == 0;
        }
        long room = Reclaim.headroom(allocator, spare + next) - next;
        if (room >= spare) {
            return false;
        }
        return mine >= least && (room < spare / 2 || task.isLargest(this));
    }

    /// Whether `bytes` more can be had with something to spare. Always so where nothing can be spilled: then only trying
    /// tells.
    public boolean hasRoom(long bytes) {
        return task.space() == null || bytes < least || Reclaim.headroom(allocator, bytes + spare / 2) - bytes >= spare / 2;
    }

    /// Where to spill to; null when the process has no place.
    public SpillSpace space() {
        return task.space();
    }

    public void spilled(long bytes) {
        spilled.addAndGet(bytes);
    }

    /// Bytes written to disk so far.
    public long spilled() {
        return spilled.get();
    }

    /// Throws when the task is to end; for loops that are long and give no batch.
    public void checkStopped() {
        task.checkStopped();
    }

    /// The operator holds nothing any more.
    @Override
    public void close() {
        task.forget(this);
    }
}
