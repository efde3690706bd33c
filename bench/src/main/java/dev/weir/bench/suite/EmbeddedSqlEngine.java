package dev.weir.bench.suite;

import dev.weir.coordinator.launch.EmbeddedEngine;
import dev.weir.coordinator.launch.MemoryLimits;
import dev.weir.coordinator.launch.SpillPlace;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

/// Weir in this process.
public final class EmbeddedSqlEngine implements SqlEngine {
    private final EmbeddedEngine engine;
    private final QuerySession session = new QuerySession("bench", "bench");

    public EmbeddedSqlEngine(Path data, int threads, MemoryLimits memory, String searchPath) {
        engine = EmbeddedEngine.open(data, threads, memory, SpillPlace.usual());
        session.set("search_path", searchPath);
    }

    @Override
    public String name() {
        return Setup.EMBEDDED.label();
    }

    @Override
    public QueryResult run(String sql) throws SQLException {
        long start = System.nanoTime();
        List<Object[]> rows = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (ResultStream results = engine.queries().execute(session, engine.queries().prepare(session, sql), List.of()).open()) {
            for (Field field : results.schema().getFields()) {
                names.add(field.getName());
            }
            for (ResultBatch batch = results.next(); batch != null; batch = results.next()) {
                try (VectorSchemaRoot held = batch.toVectors()) {
                    SessionEngine.read(held, rows);
                }
            }
        } catch (RuntimeException e) {
            throw new SQLException(e.getMessage(), e);
        }
        return new QueryResult(names, rows, System.nanoTime() - start);
    }

    @Override
    public void close() {
        engine.close();
    }
}
