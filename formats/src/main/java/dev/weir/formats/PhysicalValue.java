package dev.weir.formats;

import java.math.BigInteger;
import java.util.Arrays;

/// One value as it lies in decoded memory: a bound in statistics or a constant in a predicate.
///
/// Integers of every width, booleans (0, 1), dates, times, timestamps and decimals are their decoded number (see
/// {@link FileType}); the caller brings a constant to the column's unit and scale before it becomes a PhysicalValue.
public sealed interface PhysicalValue {
    record Whole(long value) implements PhysicalValue {}

    record Wide(BigInteger value) implements PhysicalValue {}

    record Floating(double value) implements PhysicalValue {}

    /// Compared as unsigned bytes.
    record Bytes(byte[] value) implements PhysicalValue {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && Arrays.equals(value, bytes.value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }

        @Override
        public String toString() {
            return "Bytes[" + java.util.HexFormat.of().formatHex(value) + "]";
        }
    }

    static PhysicalValue of(long value) {
        return new Whole(value);
    }

    static PhysicalValue of(double value) {
        return new Floating(value);
    }

    static PhysicalValue of(byte[] value) {
        return new Bytes(value);
    }

    /// Answers Whole where the number fits, so that equal numbers are equal values.
    static PhysicalValue of(BigInteger value) {
        return value.bitLength() < 64 ? new Whole(value.longValue()) : new Wide(value);
    }

    /// Tells whether two values are of one kind; only then may they be compared.
    default boolean comparableTo(PhysicalValue other) {
        return switch (this) {
            case Whole whole -> other instanceof Whole || other instanceof Wide;
            case Wide wide -> other instanceof Whole || other instanceof Wide;
            case Floating floating -> other instanceof Floating;
            case Bytes bytes -> other instanceof Bytes;
        };
    }

    /// Orders numbers by value (-0.0 equals 0.0; NaN above all) and bytes as unsigned.
    default int compareTo(PhysicalValue other) {
        return switch (this) {
            case Whole(long value) when other instanceof Whole(long right) -> Long.compare(value, right);
            case Whole(long value) when other instanceof Wide(BigInteger right) -> BigInteger.valueOf(value).compareTo(right);
            case Wide(BigInteger value) when other instanceof Whole(long right) -> value.compareTo(BigInteger.valueOf(right));
            case Wide(BigInteger value) when other instanceof Wide(BigInteger right) -> value.compareTo(right);
            case Floating(double value) when other instanceof Floating(double right) -> Double.compare(value + 0.0, right + 0.0);
            case Bytes(byte[] value) when other instanceof Bytes(byte[] right) -> Arrays.compareUnsigned(value, right);
            case Whole whole -> throw incomparable(other);
            case Wide wide -> throw incomparable(other);
            case Floating floating -> throw incomparable(other);
            case Bytes bytes -> throw incomparable(other);
        };
    }

    private IllegalArgumentException incomparable(PhysicalValue other) {
        return new IllegalArgumentException("cannot compare " + this + " with " + other);
    }
}
