package dev.weir.worker.task;

import java.nio.file.Path;
import java.time.Duration;

/// What a worker process is told about itself.
///
/// @param id           of the process, another one after each start
/// @param region       may be empty
/// @param threads      drivers that a pipeline may have
/// @param outputBytes  that a task keeps for one consumer before it waits
/// @param windowBytes  that a task has under way from all tasks of one stage
/// @param patience     how long a consumer waits for a producer that has not started yet
/// @param spillFolder  where queries write what does not fit into memory; null: nowhere, they fail instead
/// @param spillLimit   bytes that may be there at a time
public record WorkerSettings(
        String id, String domain, String region, int threads, long outputBytes, long windowBytes, Duration patience, Path spillFolder, long spillLimit) {
    /// Without a place to spill to.
    public WorkerSettings(String id, String domain, String region, int threads, long outputBytes, long windowBytes, Duration patience) {
        this(id, domain, region, threads, outputBytes, windowBytes, patience, null, 0);
    }

    public static WorkerSettings of(String id, String domain, int threads) {
        return new WorkerSettings(id, domain, "", threads, 8L << 20, 32L << 20, Duration.ofSeconds(10));
    }

    public WorkerSettings inRegion(String name) {
        return new WorkerSettings(id, domain, name, threads, outputBytes, windowBytes, patience, spillFolder, spillLimit);
    }

    public WorkerSettings spillingTo(Path folder, long limit) {
        return new WorkerSettings(id, domain, region, threads, outputBytes, windowBytes, patience, folder, limit);
    }
}
