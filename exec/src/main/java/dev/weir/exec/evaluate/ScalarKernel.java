package dev.weir.exec.evaluate;

import dev.weir.exec.batch.Column;
import java.time.ZoneId;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// The vectorised implementation of a scalar function for given types. Stateless and shared by threads.
@FunctionalInterface
public interface ScalarKernel {
    /// Computes the result for `rows` rows.
    ///
    /// @param arguments one column an argument, each `rows` long, of the signature's types; the caller keeps them
    /// @param rows      may be 0
    /// @param context   session zone, statement start, allocator
    /// @return a new column that the caller closes
    Column evaluate(List<Column> arguments, int rows, EvaluationContext context);

    /// What a kernel may know beside its arguments. The JVM's zone and locale are never read.
    ///
    /// @param zone  the session's zone
    /// @param start the statement's start, microseconds since the epoch
    /// @param user  who asks, for system tables; empty when nobody does
    record EvaluationContext(BufferAllocator allocator, ZoneId zone, long start, String user) {
        public EvaluationContext(BufferAllocator allocator, ZoneId zone, long start) {
            this(allocator, zone, start, "");
        }
    }
}
