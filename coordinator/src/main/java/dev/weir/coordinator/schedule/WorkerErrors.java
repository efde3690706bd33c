package dev.weir.coordinator.schedule;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.proto.v1.QueryError;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import org.apache.arrow.flight.FlightRuntimeException;
import org.apache.arrow.flight.FlightStatusCode;

/// Tells what a failed call to a worker means: the coded error that it sent, or that it is lost.
final class WorkerErrors {
    private static final String NAME = "weir-error-bin";
    private static final Metadata.Key<byte[]> KEY = Metadata.Key.of(NAME, Metadata.BINARY_BYTE_MARSHALLER);

    private WorkerErrors() {}

    static QueryException of(Throwable failure, WorkerNode worker) {
        return switch (failure) {
            case QueryException coded -> coded;
            case StatusRuntimeException grpc -> {
                byte[] sent = grpc.getTrailers() == null ? null : grpc.getTrailers().get(KEY);
                Status.Code code = grpc.getStatus().getCode();
                boolean lost = code == Status.Code.UNAVAILABLE || code == Status.Code.CANCELLED || code == Status.Code.UNKNOWN;
                yield decode(sent, lost, worker, failure);
            }
            case FlightRuntimeException flight -> {
                boolean told = flight.status().metadata() != null && flight.status().metadata().containsKey(NAME);
                FlightStatusCode code = flight.status().code();
                boolean lost = code == FlightStatusCode.UNAVAILABLE || code == FlightStatusCode.CANCELLED || code == FlightStatusCode.UNKNOWN;
                yield decode(told ? flight.status().metadata().getByte(NAME) : null, lost, worker, failure);
            }
            default -> QueryException.wrap(failure);
        };
    }

    private static QueryException decode(byte[] sent, boolean lost, WorkerNode worker, Throwable failure) {
        if (sent != null) {
            try {
                return ErrorCodec.decode(QueryError.parseFrom(sent));
            } catch (InvalidProtocolBufferException garbage) {
                return new QueryException(ErrorCode.INTERNAL, "Error of " + worker + " cannot be read", garbage);
            }
        }
        return lost ? new QueryException(ErrorCode.WORKER_LOST, "Worker lost: " + worker, failure) : QueryException.wrap(failure);
    }
}
