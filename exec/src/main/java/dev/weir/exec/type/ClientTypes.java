package dev.weir.exec.type;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// The Arrow types that clients get, with the column metadata of Flight SQL that JDBC's `ResultSetMetaData` shows.
public final class ClientTypes {
    private static final String PREFIX = "ARROW:FLIGHT:SQL:";
    private static final String TYPE_NAME = PREFIX + "TYPE_NAME";
    private static final String PRECISION = PREFIX + "PRECISION";
    private static final int UUID_BYTES = 16;
    private static final int DECIMAL_BITS = 128;
    private static final int MICROS = 6;

    private ClientTypes() {}

    public static Schema schema(List<String> names, List<SqlType> types) {
        return schema(names, types, ZoneOffset.UTC);
    }

    /// @param zone the session's, in which clients show timestamps with time zone
    public static Schema schema(List<String> names, List<SqlType> types, ZoneId zone) {
        List<Field> fields = new ArrayList<>(types.size());
        for (int i = 0; i < types.size(); i++) {
            fields.add(field(names.get(i), types.get(i), zone));
        }
        return new Schema(fields);
    }

    public static Field field(String name, SqlType type, ZoneId zone) {
        return new Field(name, new FieldType(true, arrow(type, zone), null, metadata(type)), null);
    }

    /// The length that a client's `char(n)` is padded to with blanks; 0 for other columns.
    public static int padding(Field field) {
        Map<String, String> metadata = field.getMetadata();
        return "char".equals(metadata.get(TYPE_NAME)) ? Integer.parseInt(metadata.get(PRECISION)) : 0;
    }

    private static ArrowType arrow(SqlType type, ZoneId zone) {
        return switch (type) {
            case SqlType.Unknown _ -> ArrowType.Null.INSTANCE;
            case SqlType.Bool _ -> ArrowType.Bool.INSTANCE;
            case SqlType.Integral integral -> new ArrowType.Int(integral.bytes() * 8, true);
            case SqlType.Real _ -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case SqlType.Double _ -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case SqlType.Decimal decimal -> new ArrowType.Decimal(decimal.precision(), decimal.scale(), DECIMAL_BITS);
            case SqlType.Varchar _, SqlType.Char _ -> ArrowType.Utf8.INSTANCE;
            case SqlType.Varbinary _ -> ArrowType.Binary.INSTANCE;
            case SqlType.Uuid _ -> new ArrowType.FixedSizeBinary(UUID_BYTES);
            case SqlType.Date _ -> new ArrowType.Date(DateUnit.DAY);
            case SqlType.Time time -> new ArrowType.Time(unit(time.precision()), Long.SIZE);
            case SqlType.Timestamp timestamp -> new ArrowType.Timestamp(unit(timestamp.precision()), null);
            case SqlType.TimestampTz timestamp -> new ArrowType.Timestamp(unit(timestamp.precision()), zone.getId());
            case SqlType.IntervalYearMonth _ -> new ArrowType.Interval(IntervalUnit.YEAR_MONTH);
            case SqlType.IntervalDaySecond _ -> new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO);
            case SqlType.Array _, SqlType.Map _, SqlType.Row _ ->
                    throw new QueryException(ErrorCode.NOT_SUPPORTED, "Values of nested types cannot be sent: " + type);
        };
    }

    private static TimeUnit unit(int precision) {
        return precision <= MICROS ? TimeUnit.MICROSECOND : TimeUnit.NANOSECOND;
    }

    private static Map<String, String> metadata(SqlType type) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(PREFIX + "IS_AUTO_INCREMENT", "0");
        metadata.put(PREFIX + "IS_CASE_SENSITIVE", type.isString() ? "1" : "0");
        metadata.put(PREFIX + "IS_READ_ONLY", "1");
        metadata.put(PREFIX + "IS_SEARCHABLE", "1");
        switch (type) {
            case SqlType.Integral integral -> put(metadata, type.toString(), integral.digits(), 0);
            case SqlType.Real _ -> put(metadata, "real", 7, 0);
            case SqlType.Double _ -> put(metadata, "double", 15, 0);
            case SqlType.Decimal decimal -> put(metadata, "decimal", decimal.precision(), decimal.scale());
            case SqlType.Varchar varchar -> put(metadata, "varchar", varchar.length(), 0);
            case SqlType.Char character -> put(metadata, "char", character.length(), 0);
            case SqlType.Uuid _ -> put(metadata, "uuid", UUID_BYTES, 0);
            case SqlType.Date _ -> put(metadata, "date", "2000-01-01".length(), 0);
            case SqlType.Time time -> put(metadata, "time", withFraction("12:00:00", time.precision()), time.precision());
            case SqlType.Timestamp timestamp -> put(metadata, "timestamp", withFraction("2000-01-01 12:00:00", timestamp.precision()), timestamp.precision());
            case SqlType.TimestampTz timestamp ->
                    put(metadata, "timestamp with time zone", withFraction("2000-01-01 12:00:00+00:00", timestamp.precision()), timestamp.precision());
            case SqlType.Unknown _, SqlType.Bool _, SqlType.Varbinary _, SqlType.IntervalYearMonth _, SqlType.IntervalDaySecond _,
                    SqlType.Array _, SqlType.Map _, SqlType.Row _ -> metadata.put(TYPE_NAME, type.toString());
        }
        return metadata;
    }

    private static void put(Map<String, String> metadata, String name, int precision, int scale) {
        metadata.put(TYPE_NAME, name);
        metadata.put(PRECISION, Integer.toString(precision));
        metadata.put(PREFIX + "SCALE", Integer.toString(scale));
    }

    private static int withFraction(String text, int digits) {
        return text.length() + (digits == 0 ? 0 : digits + 1);
    }
}
