package dev.weir.exec.operator.scan;

import java.util.List;

/// Shares morsels out so that a thread gets neighbours: each begins with a run of its own and, when that is used up, takes
/// the latter half of what is left of the longest. Files are often ordered by some key, and then threads meet different
/// keys: their groups need no merging, and tables over a range of keys stay small.
final class MorselRuns {
    private final List<Morsel> morsels;
    /// Of each run: its next morsel, and the one after its last.
    private final int[] next;
    private final int[] end;
    private int given;

    /// @param runs how many threads are expected; more may come
    MorselRuns(List<Morsel> morsels, int runs) {
        this.morsels = morsels;
        next = new int[runs];
        end = new int[runs];
        for (int r = 0; r < runs; r++) {
            next[r] = (int) ((long) morsels.size() * r / runs);
            end[r] = (int) ((long) morsels.size() * (r + 1) / runs);
        }
    }

    /// A number for another thread to ask with.
    synchronized int run() {
        return given++ % next.length;
    }

    /// The next morsel that no thread has taken, or null.
    synchronized Morsel take(int run) {
        if (next[run] == end[run]) {
            int longest = 0;
            for (int r = 1; r < next.length; r++) {
                if (end[r] - next[r] > end[longest] - next[longest]) {
                    longest = r;
                }
            }
            if (next[longest] == end[longest]) {
                return null;
            }
            next[run] = next[longest] + (end[longest] - next[longest]) / 2;
            end[run] = end[longest];
            end[longest] = next[run];
        }
        return morsels.get(next[run]++);
    }
}
