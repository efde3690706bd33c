package dev.weir.coordinator.query;

import dev.weir.exec.type.SqlType;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/// A statement that was parsed and bound once. Holds no plan and no policy: it is planned when it runs.
///
/// @param schema     of the result in client types; no fields for a statement that changes the session
/// @param parameters inferred types of the `?`s, in order
/// @param update     whether it only changes something (SET, USE): clients run it as an update
public record PreparedQuery(String sql, Schema schema, List<SqlType> parameters, boolean update) {
    public PreparedQuery {
        parameters = List.copyOf(parameters);
    }
}
