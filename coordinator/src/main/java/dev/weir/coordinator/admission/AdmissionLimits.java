package dev.weir.coordinator.admission;

/// How much may go on at a time.
///
/// @param running queries that do more than read a little, at least 1
/// @param queued  queries that wait; 0: whoever would have to wait is refused
public record AdmissionLimits(int running, int queued) {
    public static final int QUEUED = 200;
    private static final int LEAST_RUNNING = 4;
    private static final int PER_CORE = 2;
    /// Small queries beside each of the others.
    private static final int SMALL_FACTOR = 8;

    public AdmissionLimits {
        if (running < 1 || queued < 0) {
            throw new IllegalArgumentException("at least 1 running and 0 queued queries, not " + running + " and " + queued);
        }
    }

    /// Two queries a core keep it busy while one of them waits for a disk or another process; more only take memory and
    /// caches from one another.
    public static AdmissionLimits ofCores(int cores) {
        return new AdmissionLimits(Math.max(LEAST_RUNNING, PER_CORE * cores), QUEUED);
    }

    int small() {
        return SMALL_FACTOR * running;
    }
}
