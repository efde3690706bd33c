package dev.weir.exec.plan;

/// Names a task: one fragment of a query, run once on one worker.
///
/// @param query   like `q_20261120_1a2b3c`
/// @param stage   of the distributed plan
/// @param task    index in the stage; the partition of its inputs that it reads
/// @param attempt 0 for the first run
public record TaskId(String query, int stage, int task, int attempt) {
    public TaskId {
        if (query.isEmpty() || stage < 0 || task < 0 || attempt < 0) {
            throw new IllegalArgumentException("task " + query + "/" + stage + "." + task + "." + attempt);
        }
    }

    @Override
    public String toString() {
        return query + "/" + stage + "." + task + "." + attempt;
    }
}
