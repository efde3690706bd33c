package dev.weir.coordinator.frontdoor;

import dev.weir.exec.error.QueryException;
import org.apache.arrow.flight.CallStatus;
import org.apache.arrow.flight.FlightRuntimeException;

/// Turns failures into Flight statuses. The driver shows the description only, so code, position and hint are all in it.
final class FlightErrors {
    private FlightErrors() {}

    static FlightRuntimeException toFlight(Throwable failure) {
        if (failure instanceof FlightRuntimeException already) {
            return already;
        }
        QueryException error = QueryException.wrap(failure);
        CallStatus status = switch (error.code()) {
            case QUERY_CANCELLED -> CallStatus.CANCELLED;
            case QUERY_TIMEOUT -> CallStatus.TIMED_OUT;
            case ACCESS_DENIED, PLAN_NOT_PERMITTED, EGRESS_DENIED -> CallStatus.UNAUTHORIZED;
            case TOKEN_INVALID -> CallStatus.UNAUTHENTICATED;
            case DOMAIN_UNAVAILABLE, WORKER_LOST, COORDINATOR_UNREACHABLE, POLICY_UNAVAILABLE -> CallStatus.UNAVAILABLE;
            case MEMORY_EXCEEDED, DISK_FULL, TOO_MANY_QUERIES -> CallStatus.RESOURCE_EXHAUSTED;
            case TABLE_NOT_FOUND -> CallStatus.NOT_FOUND;
            case NOT_SUPPORTED -> CallStatus.UNIMPLEMENTED;
            case INTERNAL -> CallStatus.INTERNAL;
            default -> CallStatus.INVALID_ARGUMENT;
        };
        return status.withDescription(error.getMessage()).withCause(error).toRuntimeException();
    }
}
