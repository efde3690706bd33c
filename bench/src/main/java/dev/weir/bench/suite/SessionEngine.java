package dev.weir.bench.suite;

import dev.weir.coordinator.cli.SqlSession;
import dev.weir.exec.error.QueryException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.nio.ByteBuffer;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;

/// Weir behind a session, in this process or over Flight; values come as the objects that DuckDB's driver answers.
public final class SessionEngine implements SqlEngine {
    private final String name;
    private final SqlSession session;

    public SessionEngine(String name, SqlSession session) {
        this.name = name;
        this.session = session;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public QueryResult run(String sql) throws SQLException {
        long start = System.nanoTime();
        List<Object[]> rows = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (SqlSession.Result result = session.execute(sql)) {
            for (Field field : result.schema().getFields()) {
                names.add(field.getName());
            }
            for (VectorSchemaRoot batch = result.next(); batch != null; batch = result.next()) {
                read(batch, rows);
            }
        } catch (QueryException e) {
            throw new SQLException(e.getMessage(), e.code().name(), e);
        }
        return new QueryResult(names, rows, System.nanoTime() - start);
    }

    /// Adds the rows of a batch, which stays the caller's.
    static void read(VectorSchemaRoot batch, List<Object[]> rows) {
        List<FieldVector> vectors = batch.getFieldVectors();
        for (int row = 0; row < batch.getRowCount(); row++) {
            Object[] values = new Object[vectors.size()];
            for (int column = 0; column < values.length; column++) {
                values[column] = value(vectors.get(column), row);
            }
            rows.add(values);
        }
    }

    private static Object value(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (vector) {
            case VarCharVector texts -> texts.getObject(row).toString();
            case DateDayVector days -> LocalDate.ofEpochDay(days.get(row));
            case TimeMicroVector times -> LocalTime.ofNanoOfDay(times.get(row) * 1_000);
            case TimeStampMicroVector stamps -> LocalDateTime.ofInstant(instant(stamps.get(row)), ZoneOffset.UTC);
            case TimeStampMicroTZVector stamps -> instant(stamps.get(row)).atOffset(ZoneOffset.UTC);
            case FixedSizeBinaryVector bytes when bytes.getByteWidth() == 16 -> {
                ByteBuffer buffer = ByteBuffer.wrap(bytes.get(row));
                yield new UUID(buffer.getLong(), buffer.getLong());
            }
            default -> vector.getObject(row);
        };
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    @Override
    public void close() {
        session.close();
    }
}
