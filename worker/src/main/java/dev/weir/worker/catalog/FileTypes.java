package dev.weir.worker.catalog;

import dev.weir.exec.type.SqlType;
import dev.weir.formats.FileType;

/// The SQL type of a file's column.
final class FileTypes {
    private FileTypes() {}

    static SqlType sqlType(FileType type) {
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
            case FileType.Unsupported(String reason) -> throw new IllegalArgumentException("not read: " + reason);
        };
    }
}
