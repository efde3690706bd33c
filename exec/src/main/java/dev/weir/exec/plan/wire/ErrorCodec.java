package dev.weir.exec.plan.wire;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.proto.v1.QueryError;
import java.util.Optional;

/// Errors to and from the wire, unchanged but for causes and stack traces, which stay in the process.
public final class ErrorCodec {
    private ErrorCodec() {}

    public static QueryError encode(QueryException error) {
        QueryError.Builder message = QueryError.newBuilder()
                .setCode(error.code().name()).setMessage(error.text()).setValue(error.value()).setHint(error.hint()).addAllContext(error.context());
        error.position().ifPresent(position -> message.setLine(position.line()).setColumn(position.column()));
        return message.build();
    }

    /// A code that this version does not know becomes INTERNAL, with the code in the message.
    public static QueryException decode(QueryError message) {
        Optional<Position> position = message.getLine() >= 1 && message.getColumn() >= 1
                ? Optional.of(new Position(message.getLine(), message.getColumn())) : Optional.empty();
        ErrorCode code = ErrorCode.INTERNAL;
        String detail = message.getCode() + ": " + message.getMessage();
        for (ErrorCode known : ErrorCode.values()) {
            if (known.name().equals(message.getCode())) {
                code = known;
                detail = message.getMessage();
            }
        }
        return new QueryException(code, detail, message.getValue(), position, message.getHint(), message.getContextList(), null);
    }
}
