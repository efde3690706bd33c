package dev.weir.coordinator.cli;

import dev.weir.coordinator.query.QueryExecution;
import dev.weir.coordinator.query.QueryService;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TableName;
import dev.weir.planner.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/// A session with the engine of this process.
public final class EmbeddedSession implements SqlSession {
    private final QueryService queries;
    private final QuerySession session;
    private final String description;
    private final AutoCloseable engine;
    private volatile QueryExecution running;

    /// @param engine closed with the session
    public EmbeddedSession(QueryService queries, QuerySession session, String description, AutoCloseable engine) {
        this.queries = queries;
        this.session = session;
        this.description = description;
        this.engine = engine;
    }

    @Override
    public Result execute(String sql) {
        QueryExecution execution = queries.execute(session, queries.prepare(session, sql), List.of());
        running = execution;
        ResultStream stream = execution.open();
        return new Result() {
            private VectorSchemaRoot current;

            @Override
            public Schema schema() {
                return stream.schema();
            }

            @Override
            public VectorSchemaRoot next() {
                release();
                ResultBatch batch = stream.next();
                current = batch == null ? null : batch.toVectors();
                return current;
            }

            @Override
            public void cancel() {
                execution.cancel(new QueryException(ErrorCode.QUERY_CANCELLED, "The query was cancelled"));
            }

            @Override
            public void close() {
                release();
                stream.close();
            }

            private void release() {
                if (current != null) {
                    current.close();
                    current = null;
                }
            }
        };
    }

    @Override
    public String progress() {
        QueryExecution execution = running;
        return execution == null ? "" : ProgressText.of(execution.state().name(), execution.progress());
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public List<String> names() {
        Catalog catalog = queries.catalog(session);
        TreeSet<String> names = new TreeSet<>();
        for (String domain : catalog.domains()) {
            names.add(domain);
            for (String product : catalog.products(domain)) {
                names.add(domain + "." + product);
                for (String table : catalog.tables(domain, product)) {
                    names.add(table);
                    names.add(domain + "." + product + "." + table);
                    catalog.table(new TableName(domain, product, table)).ifPresent(
                            description -> description.columns().forEach(column -> names.add(column.name())));
                }
            }
        }
        return new ArrayList<>(names);
    }

    @Override
    public void close() {
        try {
            engine.close();
        } catch (Exception e) {
            throw QueryException.wrap(e);
        }
    }
}
