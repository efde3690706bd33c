package dev.weir.exec.error;

/// Names every error that leaves the engine. The name is the contract with users; it never changes meaning.
public enum ErrorCode {
    SYNTAX_ERROR(ErrorKind.USER),
    TABLE_NOT_FOUND(ErrorKind.USER),
    COLUMN_NOT_FOUND(ErrorKind.USER),
    FUNCTION_NOT_FOUND(ErrorKind.USER),
    AMBIGUOUS_COLUMN(ErrorKind.USER),
    AMBIGUOUS_TABLE(ErrorKind.USER),
    TYPE_MISMATCH(ErrorKind.USER),
    DIVISION_BY_ZERO(ErrorKind.USER),
    NUMERIC_OVERFLOW(ErrorKind.USER),
    INVALID_CAST(ErrorKind.USER),
    INVALID_ARGUMENT(ErrorKind.USER),
    SUBQUERY_RETURNED_MANY_ROWS(ErrorKind.USER),
    NOT_SUPPORTED(ErrorKind.USER),

    ACCESS_DENIED(ErrorKind.GOVERNANCE),
    PLAN_NOT_PERMITTED(ErrorKind.GOVERNANCE),
    POLICY_UNAVAILABLE(ErrorKind.GOVERNANCE),
    POLICY_VERSION_MISMATCH(ErrorKind.GOVERNANCE, true),
    TOKEN_INVALID(ErrorKind.GOVERNANCE),
    EGRESS_DENIED(ErrorKind.GOVERNANCE),

    MEMORY_EXCEEDED(ErrorKind.RESOURCE),
    DISK_FULL(ErrorKind.RESOURCE),
    QUERY_TIMEOUT(ErrorKind.RESOURCE),
    QUERY_CANCELLED(ErrorKind.RESOURCE),
    TOO_MANY_QUERIES(ErrorKind.RESOURCE, true),

    FILE_CORRUPT(ErrorKind.EXTERNAL),
    FILE_CHANGED(ErrorKind.EXTERNAL, true),
    FILE_CONFLICT(ErrorKind.EXTERNAL),
    FILE_UNREADABLE(ErrorKind.EXTERNAL),
    FORMAT_NOT_SUPPORTED(ErrorKind.EXTERNAL),
    DOMAIN_UNAVAILABLE(ErrorKind.EXTERNAL, true),
    WORKER_LOST(ErrorKind.EXTERNAL, true),
    COORDINATOR_UNREACHABLE(ErrorKind.EXTERNAL, true),
    PORT_IN_USE(ErrorKind.EXTERNAL),

    INTERNAL(ErrorKind.INTERNAL);

    private final ErrorKind kind;
    private final boolean retryable;

    ErrorCode(ErrorKind kind) {
        this(kind, false);
    }

    ErrorCode(ErrorKind kind, boolean retryable) {
        this.kind = kind;
        this.retryable = retryable;
    }

    public ErrorKind kind() {
        return kind;
    }

    /// Tells whether the same statement may succeed when it is planned and run again.
    public boolean retryable() {
        return retryable;
    }
}
