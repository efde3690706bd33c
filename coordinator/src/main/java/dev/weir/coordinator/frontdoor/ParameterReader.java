package dev.weir.coordinator.frontdoor;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.type.ClientTypes;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/// Reads bound parameters, a row of Arrow values each, into literals of the inferred types.
final class ParameterReader {
    private static final int MICROS = 6;

    private ParameterReader() {}

    /// What to tell clients to bind. Times and timestamps are asked for in milliseconds: the JDBC driver has no finer ones, and
    /// writes their number unscaled whatever unit it is told. Any other unit is read too.
    static Schema schema(List<SqlType> types) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= types.size(); i++) {
            names.add("parameter_" + i);
        }
        List<Field> fields = new ArrayList<>();
        for (Field field : ClientTypes.schema(names, types).getFields()) {
            ArrowType type = switch (field.getType()) {
                case ArrowType.Timestamp timestamp -> new ArrowType.Timestamp(TimeUnit.MILLISECOND, timestamp.getTimezone());
                case ArrowType.Time _ -> new ArrowType.Time(TimeUnit.MILLISECOND, Integer.SIZE);
                case ArrowType other -> other;
            };
            fields.add(new Field(field.getName(), new FieldType(true, type, null, field.getMetadata()), null));
        }
        return new Schema(fields);
    }

    static List<List<Literal>> read(FlightStream stream, List<SqlType> types) {
        List<List<Literal>> rows = new ArrayList<>();
        while (stream.next()) {
            VectorSchemaRoot root = stream.getRoot();
            if (root.getRowCount() > 0 && root.getFieldVectors().size() != types.size()) {
                throw new QueryException(ErrorCode.INVALID_ARGUMENT,
                        "The statement has " + types.size() + " parameters, " + root.getFieldVectors().size() + " were bound");
            }
            for (int row = 0; row < root.getRowCount(); row++) {
                List<Literal> literals = new ArrayList<>(types.size());
                for (int column = 0; column < types.size(); column++) {
                    literals.add(literal(root.getVector(column), row, types.get(column), column));
                }
                rows.add(literals);
            }
        }
        return rows;
    }

    private static Literal literal(FieldVector vector, int row, SqlType type, int index) {
        if (vector instanceof NullVector || vector.isNull(row)) {
            return Literal.ofNull(type);
        }
        Object value = switch (vector) {
            case BitVector bits -> bits.get(row) != 0;
            case TinyIntVector ints -> number((long) ints.get(row), type);
            case SmallIntVector ints -> number((long) ints.get(row), type);
            case IntVector ints -> number((long) ints.get(row), type);
            case BigIntVector ints -> number(ints.get(row), type);
            case Float4Vector floats -> number((double) floats.get(row), type);
            case Float8Vector floats -> number(floats.get(row), type);
            case DecimalVector decimals -> number(decimals.getObject(row), type);
            case VarCharVector texts -> texts.getObject(row).toString();
            case LargeVarCharVector texts -> texts.getObject(row).toString();
            case VarBinaryVector bytes -> new Expression.Bytes(bytes.get(row));
            case DateDayVector days -> (long) days.get(row);
            case DateMilliVector millis -> Math.floorDiv(millis.get(row), 86_400_000L);
            case FixedSizeBinaryVector bytes -> new Expression.Bytes(bytes.get(row));
            case TimeSecVector seconds -> ticks(seconds.get(row), TimeUnit.SECOND, type);
            case TimeMilliVector millis -> ticks(millis.get(row), TimeUnit.MILLISECOND, type);
            case TimeMicroVector micros -> ticks(micros.get(row), TimeUnit.MICROSECOND, type);
            case TimeNanoVector nanos -> ticks(nanos.get(row), TimeUnit.NANOSECOND, type);
            case TimeStampVector stamps -> ticks(stamps.get(row), ((ArrowType.Timestamp) vector.getField().getType()).getUnit(), type);
            default -> throw mismatch(index, vector, type);
        };
        if (!fits(value, type)) {
            throw mismatch(index, vector, type);
        }
        return new Literal(value, type);
    }

    private static Object number(Number value, SqlType type) {
        return switch (type) {
            case SqlType.Decimal decimal -> new BigDecimal(value.toString()).setScale(decimal.scale(), RoundingMode.HALF_UP);
            case SqlType.Real _, SqlType.Double _ -> value.doubleValue();
            default -> value;
        };
    }

    /// Micro- or nanoseconds, as the type counts.
    private static long ticks(long value, TimeUnit unit, SqlType type) {
        boolean nanos = switch (type) {
            case SqlType.Time time -> time.precision() > MICROS;
            case SqlType.Timestamp timestamp -> timestamp.precision() > MICROS;
            case SqlType.TimestampTz timestamp -> timestamp.precision() > MICROS;
            default -> false;
        };
        try {
            return switch (unit) {
                case SECOND -> Math.multiplyExact(value, nanos ? 1_000_000_000L : 1_000_000L);
                case MILLISECOND -> Math.multiplyExact(value, nanos ? 1_000_000L : 1_000L);
                case MICROSECOND -> nanos ? Math.multiplyExact(value, 1_000L) : value;
                case NANOSECOND -> nanos ? value : Math.floorDiv(value, 1_000L);
            };
        } catch (ArithmeticException e) {
            throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, "Parameter out of the range of " + type + ": " + value, e);
        }
    }

    private static boolean fits(Object value, SqlType type) {
        return switch (type) {
            case SqlType.Bool _ -> value instanceof Boolean;
            case SqlType.Integral integral -> value instanceof Long number && number >= integral.min() && number <= integral.max();
            case SqlType.Real _, SqlType.Double _ -> value instanceof Double;
            case SqlType.Decimal decimal -> value instanceof BigDecimal number && number.precision() <= decimal.precision();
            case SqlType.Varchar _, SqlType.Char _ -> value instanceof String;
            case SqlType.Varbinary _, SqlType.Uuid _ -> value instanceof Expression.Bytes;
            case SqlType.Date _, SqlType.Time _, SqlType.Timestamp _, SqlType.TimestampTz _,
                    SqlType.IntervalYearMonth _, SqlType.IntervalDaySecond _ -> value instanceof Long;
            case SqlType.Unknown _, SqlType.Array _, SqlType.Map _, SqlType.Row _ -> false;
        };
    }

    private static QueryException mismatch(int index, FieldVector vector, SqlType type) {
        return new QueryException(ErrorCode.TYPE_MISMATCH,
                "Parameter " + (index + 1) + " is " + type + " and cannot take the bound value of type " + vector.getField().getType());
    }
}
