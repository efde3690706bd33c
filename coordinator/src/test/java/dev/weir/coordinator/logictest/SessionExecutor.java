package dev.weir.coordinator.logictest;

import dev.weir.coordinator.cli.SqlSession;
import dev.weir.coordinator.cli.ValueText;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/// Runs statements in a session with Weir; values are written as the command line writes them.
record SessionExecutor(SqlSession session) implements LogicTestExecutor, AutoCloseable {
    @Override
    public List<List<String>> execute(String sql) {
        List<List<String>> rows = new ArrayList<>();
        try (SqlSession.Result result = session.execute(sql)) {
            for (VectorSchemaRoot batch = result.next(); batch != null; batch = result.next()) {
                for (int row = 0; row < batch.getRowCount(); row++) {
                    List<String> values = new ArrayList<>();
                    for (FieldVector vector : batch.getFieldVectors()) {
                        values.add(ValueText.of(vector, row));
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    @Override
    public void close() {
        session.close();
    }
}
