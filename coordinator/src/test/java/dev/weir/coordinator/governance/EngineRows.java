package dev.weir.coordinator.governance;

import dev.weir.coordinator.query.QueryService;
import dev.weir.coordinator.query.QuerySession;
import dev.weir.coordinator.query.ResultBatch;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.error.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/// Runs statements as a user and answers rows as texts, in the order in which they came.
final class EngineRows {
    private final QueryService queries;
    private final Map<String, String> properties;

    EngineRows(QueryService queries) {
        this(queries, Map.of());
    }

    /// @param properties of each session
    EngineRows(QueryService queries, Map<String, String> properties) {
        this.queries = queries;
        this.properties = properties;
    }

    /// What came of a statement: rows, or an error.
    record Outcome(List<String> rows, QueryException failure) {
        /// Rows without an order, or the error's code.
        String comparable() {
            return failure != null ? failure.code().toString() : rows.stream().sorted().toList().toString();
        }

        /// All that the user sees.
        String seen() {
            return rows + (failure == null ? "" : " " + failure.getMessage());
        }
    }

    Outcome run(String user, String sql) {
        QuerySession session = new QuerySession("test", user);
        properties.forEach(session::set);
        List<String> rows = new ArrayList<>();
        try (ResultStream results = queries.execute(session, queries.prepare(session, sql), List.of()).open()) {
            for (ResultBatch batch = results.next(); batch != null; batch = results.next()) {
                try (VectorSchemaRoot held = batch.toVectors()) {
                    for (int row = 0; row < held.getRowCount(); row++) {
                        StringBuilder text = new StringBuilder();
                        for (FieldVector vector : held.getFieldVectors()) {
                            text.append(vector.getObject(row)).append('|');
                        }
                        rows.add(text.toString());
                    }
                }
            }
        } catch (QueryException failure) {
            return new Outcome(List.of(), failure);
        }
        return new Outcome(rows, null);
    }
}
