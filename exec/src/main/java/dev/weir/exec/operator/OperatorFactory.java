package dev.weir.exec.operator;

/// A streaming node of a task.
public interface OperatorFactory extends AutoCloseable {
    Operator create();

    /// Frees what the instances shared, after all of them are closed.
    @Override
    void close();
}
