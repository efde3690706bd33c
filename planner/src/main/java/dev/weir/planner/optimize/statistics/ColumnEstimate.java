package dev.weir.planner.optimize.statistics;

import dev.weir.exec.expression.Expression;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/// What is thought of the values of a column.
///
/// @param distinct     at least 1
/// @param nullFraction 0..1
/// @param min          on the axis of {@link #onAxis}; NaN when unknown
/// @param max          likewise
/// @param bytes        of a value
/// @param tableRows    rows of the table that the column comes from, unfiltered; an upper bound for composite keys
/// @param moments      of what is computed from groups; else null
public record ColumnEstimate(double distinct, double nullFraction, double min, double max, double bytes, double tableRows, Moments moments) {
    ColumnEstimate(double distinct, double nullFraction, double min, double max, double bytes, double tableRows) {
        this(distinct, nullFraction, min, max, bytes, tableRows, null);
    }

    /// Places a literal's carrier on a number axis that keeps the order; strings by their first seven bytes. NaN when there
    /// is no place.
    public static double onAxis(Object value) {
        return switch (value) {
            case null -> Double.NaN;
            case Long number -> number;
            case Double number -> number;
            case Boolean flag -> flag ? 1 : 0;
            case BigDecimal number -> number.doubleValue();
            case String text -> prefix(text.getBytes(StandardCharsets.UTF_8));
            case Expression.Bytes bytes -> prefix(bytes.value());
            default -> Double.NaN;
        };
    }

    public boolean hasRange() {
        return !Double.isNaN(min) && !Double.isNaN(max);
    }

    ColumnEstimate withDistinct(double newDistinct) {
        return new ColumnEstimate(Math.max(1, newDistinct), nullFraction, min, max, bytes, tableRows, moments);
    }

    ColumnEstimate withNullFraction(double fraction) {
        return new ColumnEstimate(distinct, fraction, min, max, bytes, tableRows, moments);
    }

    ColumnEstimate withRange(double newMin, double newMax) {
        return new ColumnEstimate(distinct, nullFraction, newMin, newMax, bytes, tableRows, moments);
    }

    private static double prefix(byte[] bytes) {
        double place = 0;
        for (int i = 0; i < 7; i++) {
            place = place * 256 + (i < bytes.length ? bytes[i] & 0xff : 0);
        }
        return place;
    }
}
