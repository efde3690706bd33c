package dev.weir.exec.error;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reports a failure with a code that users can rely on; travels unchanged over the wire.
///
/// The message says what is wrong with static text first and values last. A value of the data is kept apart, with
/// {@link #ofValue}, since it may not be told where the data is governed. Layers on the way up add context ("row group 3",
/// "stage 2") with {@link #with}; a governed scan adds none that holds data.
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final String detail;
    private final String value;
    private final transient Optional<Position> position;
    private final String hint;
    private final List<String> context;

    public QueryException(ErrorCode code, String message) {
        this(code, message, Optional.empty(), "", List.of(), null);
    }

    public QueryException(ErrorCode code, String message, Throwable cause) {
        this(code, message, Optional.empty(), "", List.of(), cause);
    }

    public QueryException(ErrorCode code, String message, Position position) {
        this(code, message, Optional.ofNullable(position), "", List.of(), null);
    }

    public QueryException(ErrorCode code, String message, Position position, String hint) {
        this(code, message, Optional.ofNullable(position), hint, List.of(), null);
    }

    public QueryException(ErrorCode code, String message, Optional<Position> position, String hint, List<String> context, Throwable cause) {
        this(code, message, "", position, hint, context, cause);
    }

    /// @param value of the data, as text; empty when there is none
    public QueryException(
            ErrorCode code, String message, String value, Optional<Position> position, String hint, List<String> context, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.detail = message;
        this.value = value;
        this.position = position;
        this.hint = hint;
        this.context = List.copyOf(context);
    }

    /// Says what a value of the data did to an operation.
    ///
    /// @param message without the value, and complete without it
    public static QueryException ofValue(ErrorCode code, String message, Object value) {
        return new QueryException(code, message, String.valueOf(value), Optional.empty(), "", List.of(), null);
    }

    /// Wraps anything that is not a QueryException yet as INTERNAL, which always means a bug.
    public static QueryException wrap(Throwable failure) {
        return switch (failure) {
            case QueryException e -> e;
            case java.util.concurrent.CompletionException e when e.getCause() != null -> wrap(e.getCause());
            case java.util.concurrent.ExecutionException e when e.getCause() != null -> wrap(e.getCause());
            case org.apache.arrow.memory.OutOfMemoryException e ->
                    new QueryException(ErrorCode.MEMORY_EXCEEDED, "Query memory exceeded", e);
            // What a class library says may hold what it was given.
            default -> new QueryException(ErrorCode.INTERNAL, "Internal error", failure.toString(), Optional.empty(), "", List.of(), failure);
        };
    }

    /// Says that a table cannot be read, from a problem as catalogs keep it: `CODE: reason`.
    public static QueryException unreadableTable(Object table, String problem) {
        int colon = problem.indexOf(": ");
        ErrorCode code = null;
        for (ErrorCode known : ErrorCode.values()) {
            if (colon > 0 && known.name().equals(problem.substring(0, colon))) {
                code = known;
            }
        }
        return new QueryException(
                code == null ? ErrorCode.FILE_UNREADABLE : code, "Table cannot be read: " + table + ": " + problem.substring(code == null ? 0 : colon + 2));
    }

    public ErrorCode code() {
        return code;
    }

    /// The message with its value, without code, position, context and hint.
    public String detail() {
        return value.isEmpty() ? detail : detail + ": " + value;
    }

    /// The message without its value.
    public String text() {
        return detail;
    }

    /// What of the data failed, as text; empty when the message has none.
    public String value() {
        return value;
    }

    /// The same failure where the data may not be told; its cause, which may hold it, stays behind, too.
    public QueryException withoutValue() {
        if (value.isEmpty() && getCause() == null) {
            return this;
        }
        QueryException silent = new QueryException(code, detail, "", position(), hint, context, null);
        silent.setStackTrace(getStackTrace());
        return silent;
    }

    public Optional<Position> position() {
        return position == null ? Optional.empty() : position;
    }

    /// What to do about it; empty when there is nothing to say.
    public String hint() {
        return hint;
    }

    /// Where it happened, innermost first.
    public List<String> context() {
        return context;
    }

    public QueryException with(String where) {
        List<String> longer = new ArrayList<>(context);
        longer.add(where);
        return copy(position(), hint, longer);
    }

    public QueryException at(Position where) {
        return position().isPresent() || where == null ? this : copy(Optional.of(where), hint, context);
    }

    /// Without its place, for a text that the user does not see.
    public QueryException withoutPosition() {
        return copy(Optional.empty(), hint, context);
    }

    public QueryException withHint(String newHint) {
        return copy(position(), newHint, context);
    }

    private QueryException copy(Optional<Position> newPosition, String newHint, List<String> newContext) {
        QueryException copy = new QueryException(code, detail, value, newPosition, newHint, newContext, getCause());
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /// `CODE (KIND) at line:column: message (context); hint`, the form that clients see.
    @Override
    public String getMessage() {
        StringBuilder text = new StringBuilder().append(code).append(" (").append(code.kind()).append(')');
        position().ifPresent(where -> text.append(" at ").append(where));
        text.append(": ").append(detail());
        if (!context.isEmpty()) {
            text.append(" (").append(String.join(", ", context)).append(')');
        }
        if (!hint.isEmpty()) {
            text.append("; ").append(hint);
        }
        return text.toString();
    }
}
