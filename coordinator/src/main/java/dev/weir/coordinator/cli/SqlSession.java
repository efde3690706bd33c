package dev.weir.coordinator.cli;

import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// What the command line needs of an engine, in this process or at the other end of a connection. One statement at a time.
public interface SqlSession extends AutoCloseable {
    /// Starts a statement. Errors are QueryExceptions here and in the result.
    Result execute(String sql);

    /// One line on how far the running statement is; empty when nothing is known. Any thread.
    String progress();

    /// Where this session leads, for the banner.
    String description();

    @Override
    void close();

    interface Result extends AutoCloseable {
        /// No fields for a statement that returns no rows.
        Schema schema();

        /// The next batch, valid until the next call; null at the end. Waits.
        VectorSchemaRoot next();

        /// Ends the statement; `next` then throws. Any thread.
        void cancel();

        @Override
        void close();
    }

    /// Names for completion: domains, products, tables, columns.
    List<String> names();
}
