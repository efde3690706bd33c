package dev.weir.exec.evaluate;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression.Arithmetic;
import dev.weir.exec.kernel.Int128;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/// One decimal operation on one row: exact, rounded half up (away from zero) to the result's scale, checked against the
/// result's precision.
final class DecimalMath {
    private final Arithmetic.Operator operator;
    private final int leftScale;
    private final int rightScale;
    private final SqlType.Decimal result;
    /// What the dividend is multiplied by (10 to this power) before a division.
    private final int dividendShift;
    private final int leftShift;
    private final int rightShift;

    DecimalMath(Arithmetic.Operator operator, int leftScale, int rightScale, SqlType.Decimal result) {
        this.operator = operator;
        this.leftScale = leftScale;
        this.rightScale = rightScale;
        this.result = result;
        this.dividendShift = result.scale() - leftScale + rightScale;
        int common = Math.max(leftScale, rightScale);
        this.leftShift = common - leftScale;
        this.rightShift = common - rightScale;
    }

    /// Divides int64s (or takes the remainder) and writes an int64; answers false when a number on the way does not fit.
    boolean narrow(long a, long b, long out) {
        if (b == 0) {
            throw new QueryException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
        if (b == -1) {
            return false;
        }
        if (operator == Arithmetic.Operator.DIVIDE) {
            if (dividendShift < 0 || dividendShift > 18 || !fits(a, dividendShift)) {
                return false;
            }
            long dividend = a * Int128.power64(dividendShift);
            long quotient = dividend / b;
            long rest = Math.abs(dividend - quotient * b);
            if (Long.compareUnsigned(rest, Math.abs(b) - rest) >= 0) {
                quotient += (dividend ^ b) < 0 ? -1 : 1;
            }
            Memory.putLong(out, quotient);
            return true;
        }
        if (result.scale() != Math.max(leftScale, rightScale) || leftShift > 18 || rightShift > 18 || !fits(a, leftShift) || !fits(b, rightShift)) {
            return false;
        }
        Memory.putLong(out, a * Int128.power64(leftShift) % (b * Int128.power64(rightShift)));
        return true;
    }

    /// Computes on int128s and writes an int128.
    void wide(long lowA, long highA, long lowB, long highB, long out) {
        if (lowA >> 63 == highA && lowB >> 63 == highB && quick(lowA, lowB, out)) {
            return;
        }
        BigInteger exact = exact(Int128.of(lowA, highA), Int128.of(lowB, highB));
        if (exact.bitLength() > 127 || Int128.exceeds(exact.longValue(), exact.shiftRight(64).longValue(), result.precision())) {
            throw overflow();
        }
        Int128.put(out, exact);
    }

    /// Adds, subtracts or multiplies int64s into 128 bits without objects; answers false when that is not so simple.
    private boolean quick(long a, long b, long out) {
        switch (operator) {
            case ADD, SUBTRACT -> {
                if (leftShift > 18 || rightShift > 18 || result.scale() != Math.max(leftScale, rightScale)) {
                    return false;
                }
                long factorA = Int128.power64(leftShift);
                long factorB = Int128.power64(rightShift);
                long low = a * factorA;
                long high = Math.multiplyHigh(a, factorA);
                long otherLow = b * factorB;
                long otherHigh = Math.multiplyHigh(b, factorB);
                if (operator == Arithmetic.Operator.SUBTRACT) {
                    otherHigh = ~otherHigh + (otherLow == 0 ? 1 : 0);
                    otherLow = -otherLow;
                }
                long sum = low + otherLow;
                long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
                store(sum, high + otherHigh + carry, out);
                return true;
            }
            case MULTIPLY -> {
                if (result.scale() != leftScale + rightScale) {
                    return false;
                }
                store(a * b, Math.multiplyHigh(a, b), out);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    private void store(long low, long high, long out) {
        if (Int128.exceeds(low, high, result.precision())) {
            throw overflow();
        }
        Int128.put(out, low, high);
    }

    private BigInteger exact(BigInteger a, BigInteger b) {
        return switch (operator) {
            case ADD -> rounded(scaled(a, leftShift).add(scaled(b, rightShift)), Math.max(leftScale, rightScale));
            case SUBTRACT -> rounded(scaled(a, leftShift).subtract(scaled(b, rightShift)), Math.max(leftScale, rightScale));
            case MULTIPLY -> rounded(a.multiply(b), leftScale + rightScale);
            case DIVIDE -> {
                requireDivisor(b);
                BigInteger dividend = dividendShift > 0 ? scaled(a, dividendShift) : a;
                BigInteger divisor = dividendShift < 0 ? scaled(b, -dividendShift) : b;
                yield new BigDecimal(dividend).divide(new BigDecimal(divisor), 0, RoundingMode.HALF_UP).unscaledValue();
            }
            case REMAINDER -> {
                requireDivisor(b);
                yield rounded(scaled(a, leftShift).remainder(scaled(b, rightShift)), Math.max(leftScale, rightScale));
            }
        };
    }

    private BigInteger rounded(BigInteger value, int scale) {
        return scale == result.scale() ? value : new BigDecimal(value, scale).setScale(result.scale(), RoundingMode.HALF_UP).unscaledValue();
    }

    private static BigInteger scaled(BigInteger value, int exponent) {
        return exponent == 0 ? value : value.multiply(Int128.power(exponent));
    }

    private static boolean fits(long value, int exponent) {
        long factor = Int128.power64(exponent);
        return Math.multiplyHigh(value, factor) == value * factor >> 63;
    }

    private static void requireDivisor(BigInteger divisor) {
        if (divisor.signum() == 0) {
            throw new QueryException(ErrorCode.DIVISION_BY_ZERO, "division by zero");
        }
    }

    private QueryException overflow() {
        return new QueryException(ErrorCode.NUMERIC_OVERFLOW, "the result does not fit " + result);
    }
}
