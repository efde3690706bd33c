package dev.weir.exec.operator.scan;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.FileType;

/// Says which SQL type a file's column has.
public final class FileTypes {
    private FileTypes() {}

    /// FORMAT_NOT_SUPPORTED with the file's reason for columns that are not read.
    public static SqlType sqlType(FileType type) {
        return switch (type) {
            case FileType.Bool _ -> SqlType.BOOLEAN;
            case FileType.Int(int bits) -> new SqlType.Integral(bits / 8);
            case FileType.UnsignedInt64 _ -> new SqlType.Decimal(20, 0);
            case FileType.Float16 _, FileType.Float32 _ -> SqlType.REAL;
            case FileType.Float64 _ -> SqlType.DOUBLE;
            case FileType.Decimal(int precision, int scale) -> new SqlType.Decimal(precision, scale);
            case FileType.Utf8 _ -> SqlType.VARCHAR;
            case FileType.Binary _, FileType.FixedBinary _ -> SqlType.VARBINARY;
            case FileType.Uuid _ -> SqlType.UUID;
            case FileType.Date _ -> SqlType.DATE;
            case FileType.Time(int precision) -> new SqlType.Time(precision);
            case FileType.Timestamp(int precision, boolean utc) -> utc ? new SqlType.TimestampTz(precision) : new SqlType.Timestamp(precision);
            case FileType.Unsupported(String reason) -> throw new QueryException(ErrorCode.FORMAT_NOT_SUPPORTED, "Column is not read: " + reason);
        };
    }
}
