package dev.weir.exec.evaluate;

import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.evaluate.cast.TimeUnits;
import dev.weir.exec.expression.Expression.Arithmetic;
import dev.weir.exec.kernel.CivilDate;
import dev.weir.exec.kernel.PendingBuffers;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import dev.weir.formats.memory.Physical;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/// Dates, times, timestamps and intervals: datetime +- interval, differences of datetimes (an interval day to second),
/// interval +- interval, interval * number and / number.
///
/// Adding months to a day that the target month does not have answers its last day. A timestamp with time zone moves by
/// months on the wall clock of the session's zone. A time of day wraps around midnight.
final class DatetimeArithmetic extends BinaryOperation {
    private static final long MICROS_PER_DAY = 86_400_000_000L;

    private final Arithmetic arithmetic;
    private final SqlType left;
    private final SqlType right;
    private final boolean subtract;
    private final EvaluationContext context;

    DatetimeArithmetic(List<Operation> operands, Arithmetic arithmetic, EvaluationContext context) {
        super(operands, false, arithmetic.type(), context.allocator());
        this.arithmetic = arithmetic;
        this.left = arithmetic.left().type();
        this.right = arithmetic.right().type();
        this.subtract = arithmetic.operator() == Arithmetic.Operator.SUBTRACT;
        this.context = context;
    }

    @Override
    FlatColumn compute(FlatColumn a, FlatColumn b, int rows) {
        Physical physical = type.physical();
        try (PendingBuffers pending = new PendingBuffers(allocator)) {
            ArrowBuf data = pending.buffer((long) rows * physical.width());
            ArrowBuf validity = validity(pending, rows, a.validity(), b.validity());
            for (int i = 0; i < rows; i++) {
                boolean present = validity == null || Memory.bit(validity.memoryAddress(), i);
                IntegerArithmetic.store(physical, data.memoryAddress(), i, present ? checked(a, b, i) : 0);
            }
            return pending.column(type, physical, rows, data, validity);
        }
    }

    private long checked(FlatColumn a, FlatColumn b, int row) {
        try {
            long value = row(a, b, row);
            return type.physical() == Physical.INT32 ? Math.toIntExact(value) : value;
        } catch (ArithmeticException | DateTimeException failure) {
            throw new QueryException(ErrorCode.NUMERIC_OVERFLOW, type + " out of range");
        }
    }

    private long row(FlatColumn a, FlatColumn b, int row) {
        boolean intervalLeft = left instanceof SqlType.IntervalYearMonth || left instanceof SqlType.IntervalDaySecond;
        if (intervalLeft && right.isNumeric()) {
            return scaled(integer(a, row), b.value(row));
        }
        if (left.isNumeric()) {
            return scaled(integer(b, row), a.value(row));
        }
        long x = integer(a, row);
        long y = integer(b, row);
        if (intervalLeft) {
            return subtract ? Math.subtractExact(x, y) : Math.addExact(x, y);
        }
        long signed = subtract ? Math.negateExact(y) : y;
        return switch (right) {
            case SqlType.IntervalYearMonth _ -> addMonths(x, signed);
            case SqlType.IntervalDaySecond _ -> addMicros(x, signed);
            default -> difference(x, y);
        };
    }

    private static long integer(FlatColumn column, int row) {
        return IntegerArithmetic.load(column.physical(), column.address(), row);
    }

    private long addMonths(long x, long months) {
        return switch (left) {
            case SqlType.Date _ -> type instanceof SqlType.Date ? CivilDate.addMonths(x, months) : Math.multiplyExact(CivilDate.addMonths(x, months), perDay(type));
            case SqlType.Timestamp _ -> wallClockMonths(x, months);
            case SqlType.TimestampTz timestamp -> {
                boolean nanos = timestamp.precision() > 6;
                yield TimeUnits.fromLocal(wallClockMonths(TimeUnits.toLocal(x, nanos, context.zone()), months), nanos, context.zone());
            }
            default -> throw unsupported();
        };
    }

    private long wallClockMonths(long x, long months) {
        long perDay = perDay(left);
        return Math.addExact(Math.multiplyExact(CivilDate.addMonths(Math.floorDiv(x, perDay), months), perDay), Math.floorMod(x, perDay));
    }

    private long addMicros(long x, long micros) {
        return switch (left) {
            case SqlType.Date _ -> addToDate(x, micros);
            case SqlType.Timestamp _, SqlType.TimestampTz _ -> Math.addExact(x, inUnitOf(left, micros));
            case SqlType.Time _ -> Math.floorMod(x + inUnitOf(left, micros % MICROS_PER_DAY), perDay(left));
            default -> throw unsupported();
        };
    }

    private long addToDate(long days, long micros) {
        if (!(type instanceof SqlType.Date)) {
            return Math.addExact(Math.multiplyExact(days, perDay(type)), inUnitOf(type, micros));
        }
        if (micros % MICROS_PER_DAY != 0) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "only whole days can be added to a date")
                    .withHint("cast the date to timestamp");
        }
        return days + micros / MICROS_PER_DAY;
    }

    private long difference(long x, long y) {
        if (left instanceof SqlType.Date) {
            return Math.multiplyExact(x - y, MICROS_PER_DAY);
        }
        long difference = Math.subtractExact(x, y);
        return isNanos(left) ? difference / 1000 : difference;
    }

    private long scaled(long interval, Object number) {
        if (arithmetic.operator() == Arithmetic.Operator.MULTIPLY && number instanceof Long factor) {
            return Math.multiplyExact(interval, factor);
        }
        BigDecimal factor = switch (number) {
            case Long integer -> BigDecimal.valueOf(integer);
            case BigDecimal decimal -> decimal;
            default -> finite((Double) number);
        };
        BigDecimal exact = BigDecimal.valueOf(interval);
        if (arithmetic.operator() == Arithmetic.Operator.MULTIPLY) {
            return exact.multiply(factor).setScale(0, RoundingMode.HALF_UP).longValueExact();
        }
        if (factor.signum() == 0) {
            throw new QueryException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
        return exact.divide(factor, 0, RoundingMode.HALF_UP).longValueExact();
    }

    private static BigDecimal finite(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            throw new ArithmeticException();
        }
        return new BigDecimal(number);
    }

    private static long perDay(SqlType type) {
        return isNanos(type) ? MICROS_PER_DAY * 1000 : MICROS_PER_DAY;
    }

    private static long inUnitOf(SqlType type, long micros) {
        return isNanos(type) ? Math.multiplyExact(micros, 1000L) : micros;
    }

    private static boolean isNanos(SqlType type) {
        return switch (type) {
            case SqlType.Timestamp timestamp -> timestamp.precision() > 6;
            case SqlType.TimestampTz timestamp -> timestamp.precision() > 6;
            case SqlType.Time time -> time.precision() > 6;
            default -> false;
        };
    }

    private QueryException unsupported() {
        return new QueryException(ErrorCode.TYPE_MISMATCH, "no " + left + " " + arithmetic.operator().symbol() + " " + right);
    }
}
