package dev.weir.exec.operator.scan;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.formats.FormatException;

/// Turns what a format reports into an error that users know, with the file's path in the domain's folder.
final class FileErrors {
    private FileErrors() {}

    static QueryException translate(FormatException failure, String path) {
        ErrorCode code = switch (failure.kind()) {
            case CORRUPT -> ErrorCode.FILE_CORRUPT;
            case NOT_SUPPORTED -> ErrorCode.FORMAT_NOT_SUPPORTED;
            case UNREADABLE -> ErrorCode.FILE_UNREADABLE;
            case CHANGED -> ErrorCode.FILE_CHANGED;
        };
        String detail = switch (failure.kind()) {
            case CORRUPT -> "File is corrupt: ";
            case NOT_SUPPORTED -> "File is not supported: ";
            case UNREADABLE -> "File cannot be read: ";
            case CHANGED -> "File has changed: ";
        };
        QueryException error = new QueryException(code, detail + failure.detail(), failure).with("file " + path);
        if (failure.rowGroup() >= 0) {
            error = error.with("row group " + failure.rowGroup());
        }
        return failure.column() == null ? error : error.with("column " + failure.column());
    }

    static QueryException changed(String path, String how) {
        return new QueryException(ErrorCode.FILE_CHANGED, "File has changed since the query was planned: " + how).with("file " + path);
    }
}
