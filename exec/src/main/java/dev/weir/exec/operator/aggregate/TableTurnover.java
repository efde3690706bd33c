package dev.weir.exec.operator.aggregate;

import java.util.HashSet;
import java.util.Set;

/// Decides when a thread puts its groups aside and goes on with an empty table, so that lookups stay within the caches.
///
/// Groups put aside may come again and are merged at the end, a partition at a time. That pays where most keys are new ones
/// anyway, now and later: a table that finds more and more of its keys may grow instead, and when a sample of all groups put
/// aside shows that many were there before, the present table is the last. One thread's.
final class TableTurnover {
    /// Groups at which a table's slots, keys and states no longer fit a core's cache.
    static final int CACHED_GROUPS = 1 << 17;
    /// The share of new groups among the latter half may be that much lower than among all, in percent.
    private static final int STEADY_PERCENT = 90;
    /// About so many groups of a table are sampled, by bits of the hash that no table or partition uses.
    private static final int SAMPLE_A_TABLE = 128;
    private static final int SAMPLED_SHIFT = 20;
    /// Groups in the sample before it is believed.
    private static final int LEAST_SAMPLE = 4 * SAMPLE_A_TABLE;
    /// Times a group may be put aside on the average, in percent.
    private static final int MOST_TIMES_PERCENT = 125;

    private final Set<Long> sample = new HashSet<>();
    private long sampled;
    private boolean over;
    private final int least;
    /// Groups at which the table is judged next.
    private int limit;
    private int half;
    private long rowsAtHalf;

    /// @param least groups of the smallest table that is put aside
    TableTurnover(int least) {
        this.least = least;
        this.limit = least;
    }

    /// Whether to put the groups aside; asked after each batch.
    boolean isDue(Grouping groups) {
        int count = groups.groups();
        if (over || count < limit / 2 || groups.table().isArray()) {
            return false;
        }
        if (half == 0) {
            half = count;
            rowsAtHalf = groups.rows();
        }
        if (count < limit) {
            return false;
        }
        double latter = (double) (count - half) / Math.max(1, groups.rows() - rowsAtHalf);
        boolean due = latter * 100 * groups.rows() >= (double) STEADY_PERCENT * count;
        half = 0;
        limit = due ? least : limit * 2;
        if (due) {
            sample(groups.table());
        }
        return due;
    }

    private void sample(GroupTable table) {
        long mask = Integer.highestOneBit(Math.max(1, least / SAMPLE_A_TABLE)) - 1;
        for (int g = 0; g < table.groups(); g++) {
            long hash = table.hash(g);
            if ((hash >>> SAMPLED_SHIFT & mask) == 0) {
                sampled++;
                sample.add(hash);
            }
        }
        over = sampled >= LEAST_SAMPLE && sampled * 100 > (long) MOST_TIMES_PERCENT * sample.size();
    }
}
