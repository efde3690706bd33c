package dev.weir.exec.operator;

/// A sink node of a task. Several pipelines may feed one (UNION, unmatched build rows).
public interface SinkFactory extends AutoCloseable {
    Sink create();

    /// Called once, by one thread, when every sink of every feeding pipeline has finished. What depends on this sink
    /// starts afterwards.
    void complete();

    @Override
    void close();
}
