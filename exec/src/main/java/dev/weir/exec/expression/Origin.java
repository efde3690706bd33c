package dev.weir.exec.expression;

import dev.weir.exec.error.ErrorKind;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import java.util.Optional;

/// Tells which place of the statement's text an operation was written at, so that an error while it runs can point there.
///
/// Takes no part in equality: two operations that compute the same are the same wherever they were written, so that common
/// subexpressions, grouping keys and plans compare as if there were no origins. {@link #NONE} belongs to what nobody wrote
/// in this statement: what the planner added, and a policy's own expressions.
///
/// @param line   1-based; 0 when unknown
/// @param column 1-based; 0 when unknown
public record Origin(int line, int column) {
    public static final Origin NONE = new Origin(0, 0);

    public static Origin of(Position position) {
        return position == null ? NONE : new Origin(position.line(), position.column());
    }

    /// Reads one from the wire; what is no place is {@link #NONE}.
    public static Origin of(int line, int column) {
        return line < 1 || column < 1 ? NONE : new Origin(line, column);
    }

    public Optional<Position> position() {
        return line < 1 || column < 1 ? Optional.empty() : Optional.of(new Position(line, column));
    }

    /// The failure with this place, unless it has one or is not of the statement's making: full memory or a bug is no fault
    /// of the operation that met it.
    public QueryException attach(QueryException failure) {
        return failure.code().kind() == ErrorKind.USER && failure.position().isEmpty() && line > 0
                ? failure.at(new Position(line, column))
                : failure;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Origin;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return position().map(Position::toString).orElse("");
    }
}
