package dev.weir.exec.plan;

import java.util.List;

/// How the rows of a stage go to the tasks of the stage that consumes them.
public sealed interface Partitioning {
    /// All to the only task.
    record Single() implements Partitioning {}

    /// All to every task.
    record Broadcast() implements Partitioning {}

    /// By the hash of these columns; rows with equal keys meet. The hash is `exec.kernel`'s, the same in every process.
    record Hash(List<Integer> columns) implements Partitioning {
        public Hash {
            columns = List.copyOf(columns);
        }
    }

    /// Anywhere, evenly.
    record RoundRobin() implements Partitioning {}
}
