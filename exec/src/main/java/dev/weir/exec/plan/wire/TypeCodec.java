package dev.weir.exec.plan.wire;

import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.TypeKind;
import dev.weir.proto.v1.TypeMessage;
import java.util.ArrayList;
import java.util.List;

/// Types to and from the wire.
public final class TypeCodec {
    /// Deeper nesting is refused.
    private static final int MAX_DEPTH = 16;
    private static final int MAX_CHAR = 10_485_760;
    private static final int MAX_FRACTION = 9;

    private TypeCodec() {}

    public static TypeMessage encode(SqlType type) {
        TypeMessage.Builder message = TypeMessage.newBuilder();
        return switch (type) {
            case SqlType.Unknown _ -> message.setKind(TypeKind.TYPE_KIND_UNKNOWN).build();
            case SqlType.Bool _ -> message.setKind(TypeKind.TYPE_KIND_BOOLEAN).build();
            case SqlType.Integral integral -> message.setKind(integral(integral.bytes())).build();
            case SqlType.Real _ -> message.setKind(TypeKind.TYPE_KIND_REAL).build();
            case SqlType.Double _ -> message.setKind(TypeKind.TYPE_KIND_DOUBLE).build();
            case SqlType.Decimal decimal ->
                    message.setKind(TypeKind.TYPE_KIND_DECIMAL).setPrecision(decimal.precision()).setScale(decimal.scale()).build();
            case SqlType.Varchar varchar -> message.setKind(TypeKind.TYPE_KIND_VARCHAR).setLength(varchar.length()).build();
            case SqlType.Char character -> message.setKind(TypeKind.TYPE_KIND_CHAR).setLength(character.length()).build();
            case SqlType.Varbinary _ -> message.setKind(TypeKind.TYPE_KIND_VARBINARY).build();
            case SqlType.Uuid _ -> message.setKind(TypeKind.TYPE_KIND_UUID).build();
            case SqlType.Date _ -> message.setKind(TypeKind.TYPE_KIND_DATE).build();
            case SqlType.Time time -> message.setKind(TypeKind.TYPE_KIND_TIME).setPrecision(time.precision()).build();
            case SqlType.Timestamp timestamp -> message.setKind(TypeKind.TYPE_KIND_TIMESTAMP).setPrecision(timestamp.precision()).build();
            case SqlType.TimestampTz timestamp -> message.setKind(TypeKind.TYPE_KIND_TIMESTAMP_TZ).setPrecision(timestamp.precision()).build();
            case SqlType.IntervalYearMonth _ -> message.setKind(TypeKind.TYPE_KIND_INTERVAL_YEAR_MONTH).build();
            case SqlType.IntervalDaySecond _ -> message.setKind(TypeKind.TYPE_KIND_INTERVAL_DAY_SECOND).build();
            case SqlType.Array array -> message.setKind(TypeKind.TYPE_KIND_ARRAY).addArguments(encode(array.element())).build();
            case SqlType.Map map -> message.setKind(TypeKind.TYPE_KIND_MAP).addArguments(encode(map.key())).addArguments(encode(map.value())).build();
            case SqlType.Row row -> {
                message.setKind(TypeKind.TYPE_KIND_ROW);
                for (SqlType.Row.Field field : row.fields()) {
                    message.addArguments(encode(field.type())).addNames(field.name());
                }
                yield message.build();
            }
        };
    }

    public static List<TypeMessage> encode(List<SqlType> types) {
        List<TypeMessage> messages = new ArrayList<>(types.size());
        for (SqlType type : types) {
            messages.add(encode(type));
        }
        return messages;
    }

    public static SqlType decode(TypeMessage message) {
        return decode(message, 0);
    }

    public static List<SqlType> decode(List<TypeMessage> messages) {
        List<SqlType> types = new ArrayList<>(messages.size());
        for (TypeMessage message : messages) {
            types.add(decode(message));
        }
        return types;
    }

    private static SqlType decode(TypeMessage message, int depth) {
        Refusal.unless(depth < MAX_DEPTH, "type nested too deeply");
        return switch (message.getKind()) {
            case TYPE_KIND_UNKNOWN -> SqlType.UNKNOWN;
            case TYPE_KIND_BOOLEAN -> SqlType.BOOLEAN;
            case TYPE_KIND_TINYINT -> SqlType.TINYINT;
            case TYPE_KIND_SMALLINT -> SqlType.SMALLINT;
            case TYPE_KIND_INTEGER -> SqlType.INTEGER;
            case TYPE_KIND_BIGINT -> SqlType.BIGINT;
            case TYPE_KIND_REAL -> SqlType.REAL;
            case TYPE_KIND_DOUBLE -> SqlType.DOUBLE;
            case TYPE_KIND_DECIMAL -> {
                int precision = message.getPrecision();
                int scale = message.getScale();
                Refusal.unless(precision >= 1 && precision <= SqlType.Decimal.MAX_PRECISION && scale >= 0 && scale <= precision, "impossible decimal");
                yield new SqlType.Decimal(precision, scale);
            }
            case TYPE_KIND_VARCHAR -> {
                Refusal.unless(message.getLength() >= 0, "impossible varchar");
                yield new SqlType.Varchar(message.getLength());
            }
            case TYPE_KIND_CHAR -> {
                Refusal.unless(message.getLength() >= 0 && message.getLength() <= MAX_CHAR, "impossible char");
                yield new SqlType.Char(message.getLength());
            }
            case TYPE_KIND_VARBINARY -> SqlType.VARBINARY;
            case TYPE_KIND_UUID -> SqlType.UUID;
            case TYPE_KIND_DATE -> SqlType.DATE;
            case TYPE_KIND_TIME -> new SqlType.Time(fraction(message));
            case TYPE_KIND_TIMESTAMP -> new SqlType.Timestamp(fraction(message));
            case TYPE_KIND_TIMESTAMP_TZ -> new SqlType.TimestampTz(fraction(message));
            case TYPE_KIND_INTERVAL_YEAR_MONTH -> SqlType.INTERVAL_YEAR_MONTH;
            case TYPE_KIND_INTERVAL_DAY_SECOND -> SqlType.INTERVAL_DAY_SECOND;
            case TYPE_KIND_ARRAY -> {
                Refusal.unless(message.getArgumentsCount() == 1, "array without an element type");
                yield new SqlType.Array(decode(message.getArguments(0), depth + 1));
            }
            case TYPE_KIND_MAP -> {
                Refusal.unless(message.getArgumentsCount() == 2, "map without key and value types");
                yield new SqlType.Map(decode(message.getArguments(0), depth + 1), decode(message.getArguments(1), depth + 1));
            }
            case TYPE_KIND_ROW -> {
                Refusal.unless(message.getArgumentsCount() == message.getNamesCount(), "row with unequal names and types");
                List<SqlType.Row.Field> fields = new ArrayList<>();
                for (int i = 0; i < message.getNamesCount(); i++) {
                    fields.add(new SqlType.Row.Field(message.getNames(i), decode(message.getArguments(i), depth + 1)));
                }
                yield new SqlType.Row(fields);
            }
            case TYPE_KIND_UNSPECIFIED, UNRECOGNIZED -> throw Refusal.of("unknown kind of type");
        };
    }

    private static int fraction(TypeMessage message) {
        Refusal.unless(message.getPrecision() >= 0 && message.getPrecision() <= MAX_FRACTION, "impossible precision of a time");
        return message.getPrecision();
    }

    private static TypeKind integral(int bytes) {
        return switch (bytes) {
            case 1 -> TypeKind.TYPE_KIND_TINYINT;
            case 2 -> TypeKind.TYPE_KIND_SMALLINT;
            case 4 -> TypeKind.TYPE_KIND_INTEGER;
            default -> TypeKind.TYPE_KIND_BIGINT;
        };
    }
}
