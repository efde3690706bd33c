package dev.weir.worker.exchange;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.proto.v1.QueryError;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.ErrorFlightMetadata;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;

/// Carries coded errors in the trailers of gRPC and Flight calls, and tells a refused call from a lost peer.
public final class WireErrors {
    private static final String NAME = "weir-error-bin";
    private static final Metadata.Key<byte[]> KEY = Metadata.Key.of(NAME, Metadata.BINARY_BYTE_MARSHALLER);

    private WireErrors() {}

    public static FlightRuntimeException toFlight(Throwable failure) {
        QueryException coded = QueryException.wrap(failure);
        ErrorFlightMetadata metadata = new ErrorFlightMetadata();
        metadata.insert(NAME, ErrorCodec.encode(coded).toByteArray());
        FlightStatusCode code = switch (coded.code().kind()) {
            case USER -> FlightStatusCode.INVALID_ARGUMENT;
            case GOVERNANCE -> FlightStatusCode.UNAUTHORIZED;
            case RESOURCE -> coded.code() == ErrorCode.QUERY_CANCELLED ? FlightStatusCode.CANCELLED : FlightStatusCode.RESOURCE_EXHAUSTED;
            case EXTERNAL -> FlightStatusCode.UNAVAILABLE;
            case INTERNAL -> FlightStatusCode.INTERNAL;
        };
        return new CallStatus(code, null, coded.getMessage(), metadata).toRuntimeException();
    }

    public static StatusRuntimeException toGrpc(Throwable failure) {
        QueryException coded = QueryException.wrap(failure);
        Metadata trailers = new Metadata();
        trailers.put(KEY, ErrorCodec.encode(coded).toByteArray());
        Status status = switch (coded.code().kind()) {
            case USER -> Status.INVALID_ARGUMENT;
            case GOVERNANCE -> Status.PERMISSION_DENIED;
            case RESOURCE -> coded.code() == ErrorCode.QUERY_CANCELLED ? Status.CANCELLED : Status.RESOURCE_EXHAUSTED;
            case EXTERNAL -> Status.UNAVAILABLE;
            case INTERNAL -> Status.INTERNAL;
        };
        return status.withDescription(coded.getMessage()).asRuntimeException(trailers);
    }

    /// The coded error that the other side sent; empty when the call failed in some other way.
    public static Optional<QueryException> sent(Throwable failure) {
        return switch (failure) {
            case QueryException coded -> Optional.of(coded);
            case FlightRuntimeException flight -> flight.status().metadata() == null || !flight.status().metadata().containsKey(NAME)
                    ? Optional.empty() : decode(flight.status().metadata().getByte(NAME));
            case StatusRuntimeException grpc -> grpc.getTrailers() == null ? Optional.empty() : decode(grpc.getTrailers().get(KEY));
            default -> Optional.empty();
        };
    }

    /// What the other side sent, or that it is lost.
    ///
    /// @param peer for the message: `worker of domain sales at 127.0.0.1:8816`
    public static QueryException received(Throwable failure, String peer) {
        Optional<QueryException> sent = sent(failure);
        if (sent.isPresent()) {
            return sent.get();
        }
        return switch (failure) {
            case FlightRuntimeException flight when flight.status().code() == FlightStatusCode.UNAVAILABLE
                    || flight.status().code() == FlightStatusCode.CANCELLED || flight.status().code() == FlightStatusCode.UNKNOWN ->
                    new QueryException(ErrorCode.WORKER_LOST, "Worker lost: " + peer, failure);
            case StatusRuntimeException grpc when grpc.getStatus().getCode() == Status.Code.UNAVAILABLE
                    || grpc.getStatus().getCode() == Status.Code.CANCELLED || grpc.getStatus().getCode() == Status.Code.UNKNOWN ->
                    new QueryException(ErrorCode.WORKER_LOST, "Worker lost: " + peer, failure);
            default -> QueryException.wrap(failure);
        };
    }

    private static Optional<QueryException> decode(byte[] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ErrorCodec.decode(QueryError.parseFrom(bytes)));
        } catch (InvalidProtocolBufferException | RuntimeException garbage) {
            return Optional.empty();
        }
    }
}
