package dev.weir.exec.plan;

/// Names a task: one fragment of a query, run once on one worker.
///
/// @param query   like `q_20261120_1a2b3c`
/// @param stage   of the distributed plan
/// @param task    index in the stage; the partition of its inputs that it reads
/// @param attempt 0 for the first run
public record TaskId(String query, int stage, int task, int attempt) {
    /// Stages are numbered below this; above are the streams of runtime filters.
    public static final int FIRST_FILTER = 1 << 30;

    public TaskId {
        if (query.isEmpty() || stage < 0 || task < 0 || attempt < 0) {
            throw new IllegalArgumentException("task " + query + "/" + stage + "." + task + "." + attempt);
        }
    }

    /// Names the stream on which this task gives out a runtime filter. It shares the names of tasks, so that whatever is
    /// asked of a reader of rows is asked of a reader of filters, too.
    public TaskId filter(int id) {
        return new TaskId(query, FIRST_FILTER + id, task, attempt);
    }

    /// Whether this names the stream of a runtime filter.
    public boolean isFilter() {
        return stage >= FIRST_FILTER;
    }

    @Override
    public String toString() {
        return query + "/" + stage + "." + task + "." + attempt;
    }
}
