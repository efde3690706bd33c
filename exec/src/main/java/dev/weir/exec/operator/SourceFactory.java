package dev.weir.exec.operator;

/// A source node of a task. `create` is called once for each thread; the instances share out the morsels.
public interface SourceFactory extends AutoCloseable {
    Source create();

    /// The most threads that are of use now; at least 1. Asked when the pipeline starts.
    int parallelism();

    /// Whether anything can come out of it. Asked when the pipeline would start, which ends at once if not.
    default boolean isNeeded() {
        return true;
    }

    @Override
    void close();
}
