package dev.weir.exec.plan.wire;

import com.google.protobuf.ByteString;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.LiteralMessage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// Constants to and from the wire. A decoded one holds the carrier and the range that its type promises.
public final class LiteralCodec {
    private static final int UUID_BYTES = 16;
    private static final int DECIMAL_BYTES = 16;

    private LiteralCodec() {}

    public static LiteralMessage encode(Expression.Literal literal) {
        LiteralMessage.Builder message = LiteralMessage.newBuilder().setType(TypeCodec.encode(literal.type()));
        switch (literal.value()) {
            case null -> { }
            case Boolean value -> message.setBoolean(value);
            case Long value -> message.setNumber(value);
            case Double value -> message.setReal(value);
            case BigDecimal value -> message.setDecimal(ByteString.copyFrom(value.unscaledValue().toByteArray()));
            case String value -> message.setText(value);
            case Expression.Bytes value -> message.setBinary(ByteString.copyFrom(value.value()));
            default -> throw new IllegalArgumentException("not a carrier of literals: " + literal.value().getClass());
        }
        return message.build();
    }

    public static Expression.Literal decode(LiteralMessage message) {
        SqlType type = TypeCodec.decode(message.getType());
        return new Expression.Literal(value(message, type), type);
    }

    static List<Expression.Literal> decode(List<LiteralMessage> messages) {
        List<Expression.Literal> literals = new ArrayList<>(messages.size());
        for (LiteralMessage message : messages) {
            literals.add(decode(message));
        }
        return literals;
    }

    private static Object value(LiteralMessage message, SqlType type) {
        if (message.getValueCase() == LiteralMessage.ValueCase.VALUE_NOT_SET) {
            return null;
        }
        return switch (type) {
            case SqlType.Bool _ -> {
                expect(message, LiteralMessage.ValueCase.BOOLEAN);
                yield message.getBoolean();
            }
            case SqlType.Integral integral -> number(message, integral.min(), integral.max());
            case SqlType.Date _, SqlType.IntervalYearMonth _ -> number(message, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case SqlType.Time _, SqlType.Timestamp _, SqlType.TimestampTz _, SqlType.IntervalDaySecond _ -> number(message, Long.MIN_VALUE, Long.MAX_VALUE);
            case SqlType.Real _, SqlType.Double _ -> {
                expect(message, LiteralMessage.ValueCase.REAL);
                yield message.getReal();
            }
            case SqlType.Decimal decimal -> decimal(message, decimal);
            case SqlType.Varchar _, SqlType.Char _ -> {
                expect(message, LiteralMessage.ValueCase.TEXT);
                yield message.getText();
            }
            case SqlType.Varbinary _ -> binary(message);
            case SqlType.Uuid _ -> {
                Expression.Bytes bytes = binary(message);
                Refusal.unless(bytes.value().length == UUID_BYTES, "uuid of another length");
                yield bytes;
            }
            case SqlType.Unknown _, SqlType.Array _, SqlType.Map _, SqlType.Row _ -> throw Refusal.of("literal of type " + type);
        };
    }

    private static Long number(LiteralMessage message, long min, long max) {
        expect(message, LiteralMessage.ValueCase.NUMBER);
        Refusal.unless(message.getNumber() >= min && message.getNumber() <= max, "literal out of its type's range");
        return message.getNumber();
    }

    private static BigDecimal decimal(LiteralMessage message, SqlType.Decimal type) {
        expect(message, LiteralMessage.ValueCase.DECIMAL);
        ByteString bytes = message.getDecimal();
        Refusal.unless(!bytes.isEmpty() && bytes.size() <= DECIMAL_BYTES, "decimal of " + bytes.size() + " bytes");
        BigDecimal value = new BigDecimal(new BigInteger(bytes.toByteArray()), type.scale());
        Refusal.unless(value.precision() <= type.precision(), "literal out of its type's range");
        return value;
    }

    private static Expression.Bytes binary(LiteralMessage message) {
        expect(message, LiteralMessage.ValueCase.BINARY);
        return new Expression.Bytes(message.getBinary().toByteArray());
    }

    private static void expect(LiteralMessage message, LiteralMessage.ValueCase value) {
        Refusal.unless(message.getValueCase() == value, "literal with another type's value");
    }
}
