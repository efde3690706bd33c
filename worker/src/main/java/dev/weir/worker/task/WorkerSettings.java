package dev.weir.worker.task;

import java.time.Duration;

/// What a worker process is told about itself.
///
/// @param id           of the process, another one after each start
/// @param region       may be empty
/// @param threads      drivers that a pipeline may have
/// @param outputBytes  that a task keeps for one consumer before it waits
/// @param windowBytes  that a task has under way from all tasks of one stage
/// @param patience     how long a consumer waits for a producer that has not started yet
public record WorkerSettings(String id, String domain, String region, int threads, long outputBytes, long windowBytes, Duration patience) {
    public static WorkerSettings of(String id, String domain, int threads) {
        return new WorkerSettings(id, domain, "", threads, 8L << 20, 32L << 20, Duration.ofSeconds(10));
    }

    public WorkerSettings inRegion(String name) {
        return new WorkerSettings(id, domain, name, threads, outputBytes, windowBytes, patience);
    }
}
