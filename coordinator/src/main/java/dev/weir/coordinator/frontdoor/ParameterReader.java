package dev.weir.coordinator.frontdoor;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
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
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/// Reads bound parameters, a row of Arrow values each, into literals of the inferred types.
final class ParameterReader {
    private ParameterReader() {}

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
            case TimeMicroVector micros -> micros.get(row);
            case TimeStampVector stamps -> micros(stamps.get(row), ((ArrowType.Timestamp) vector.getField().getType()).getUnit());
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

    private static long micros(long value, TimeUnit unit) {
        return switch (unit) {
            case SECOND -> Math.multiplyExact(value, 1_000_000L);
            case MILLISECOND -> Math.multiplyExact(value, 1000L);
            case MICROSECOND -> value;
            case NANOSECOND -> Math.floorDiv(value, 1000L);
        };
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
