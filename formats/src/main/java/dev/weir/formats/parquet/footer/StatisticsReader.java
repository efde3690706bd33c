package dev.weir.formats.parquet.footer;

import dev.weir.formats.ColumnStatistics;
import dev.weir.formats.FileType;
import dev.weir.formats.PhysicalValue;
import dev.weir.formats.memory.Physical;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.parquet.format.Statistics;

/// Reads bounds as far as they can be trusted; what cannot is left out, never guessed.
///
/// The deprecated min/max were compared as signed bytes by old writers, so for byte arrays and unsigned numbers they say
/// nothing. NaN bounds say nothing; a zero bound may stand for the other zero. INT96 has no defined order.
public final class StatisticsReader {
    private StatisticsReader() {}

    static ColumnStatistics read(
            Statistics statistics, ColumnLayout layout, long rows, boolean dictionaryOnly, long compressedBytes, long uncompressedBytes) {
        if (statistics == null) {
            return new ColumnStatistics(-1, null, null, false, false, -1, dictionaryOnly, compressedBytes, uncompressedBytes);
        }
        long nulls = statistics.isSetNull_count() && statistics.getNull_count() >= 0 && statistics.getNull_count() <= rows
                ? statistics.getNull_count() : layout.nullable() ? -1 : 0;
        long distinct = statistics.isSetDistinct_count() && statistics.getDistinct_count() >= 0 ? statistics.getDistinct_count() : -1;
        boolean modern = statistics.isSetMin_value() || statistics.isSetMax_value();
        PhysicalValue minimum = null;
        PhysicalValue maximum = null;
        if (modern) {
            minimum = statistics.isSetMin_value() ? bound(layout, statistics.getMin_value(), false) : null;
            maximum = statistics.isSetMax_value() ? bound(layout, statistics.getMax_value(), true) : null;
        } else if (signedOrder(layout)) {
            minimum = statistics.isSetMin() ? bound(layout, statistics.getMin(), false) : null;
            maximum = statistics.isSetMax() ? bound(layout, statistics.getMax(), true) : null;
        }
        if (minimum != null && maximum != null && minimum.compareTo(maximum) > 0) {
            minimum = null;
            maximum = null;
        }
        boolean bytes = layout.physical() == Physical.VIEW;
        boolean minimumExact = minimum != null && (bytes ? statistics.isSetIs_min_value_exact() && statistics.isIs_min_value_exact()
                : !statistics.isSetIs_min_value_exact() || statistics.isIs_min_value_exact());
        boolean maximumExact = maximum != null && (bytes ? statistics.isSetIs_max_value_exact() && statistics.isIs_max_value_exact()
                : !statistics.isSetIs_max_value_exact() || statistics.isIs_max_value_exact());
        return new ColumnStatistics(
                nulls, minimum, maximum, minimumExact, maximumExact, distinct, dictionaryOnly, compressedBytes, uncompressedBytes);
    }

    private static boolean signedOrder(ColumnLayout layout) {
        return layout.physical() != Physical.VIEW && switch (layout.conversion()) {
            case NONE, NARROW_TO_8, NARROW_TO_16, WIDEN_32_TO_64, WIDEN_32_TO_128, WIDEN_64_TO_128, MILLIS_32, MILLIS_64, HALF_TO_FLOAT -> true;
            case UNSIGNED_8_TO_16, UNSIGNED_16_TO_32, UNSIGNED_32_TO_64, UNSIGNED_64_TO_128, INT96_TO_MICROS,
                    FIXED_TO_64, FIXED_TO_128, BYTES_TO_64, BYTES_TO_128 -> false;
        };
    }

    /// Answers the decoded value of a bound in PLAIN encoding (byte arrays without their length), or null if it says nothing.
    public static PhysicalValue bound(ColumnLayout layout, byte[] plain, boolean upper) {
        if (plain == null) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(plain).order(ByteOrder.LITTLE_ENDIAN);
        return switch (layout.stored()) {
            case BOOLEAN -> plain.length == 1 ? PhysicalValue.of(plain[0] & 1L) : null;
            case INT32 -> plain.length == 4 ? int32(layout, bytes.getInt()) : null;
            case INT64 -> plain.length == 8 ? int64(layout, bytes.getLong()) : null;
            case INT96 -> null;
            case FLOAT -> plain.length == 4 ? floating(bytes.getFloat(), upper) : null;
            case DOUBLE -> plain.length == 8 ? floating(bytes.getDouble(), upper) : null;
            case BYTES, FIXED -> byteArray(layout, plain, upper);
        };
    }

    private static PhysicalValue int32(ColumnLayout layout, int value) {
        return switch (layout.conversion()) {
            case UNSIGNED_8_TO_16, UNSIGNED_16_TO_32, UNSIGNED_32_TO_64 -> PhysicalValue.of(value & 0xffffffffL);
            case MILLIS_32 -> PhysicalValue.of(value * 1000L);
            default -> PhysicalValue.of((long) value);
        };
    }

    private static PhysicalValue int64(ColumnLayout layout, long value) {
        return switch (layout.conversion()) {
            case UNSIGNED_64_TO_128 -> PhysicalValue.of(new BigInteger(Long.toUnsignedString(value)));
            case MILLIS_64 -> value > Long.MAX_VALUE / 1000 || value < Long.MIN_VALUE / 1000 ? null : PhysicalValue.of(value * 1000);
            default -> PhysicalValue.of(value);
        };
    }

    private static PhysicalValue floating(double value, boolean upper) {
        if (Double.isNaN(value)) {
            return null;
        }
        return PhysicalValue.of(value == 0 ? upper ? 0.0 : -0.0 : value);
    }

    private static PhysicalValue byteArray(ColumnLayout layout, byte[] plain, boolean upper) {
        return switch (layout.type()) {
            case FileType.Decimal decimal -> plain.length == 0 || plain.length > 16 ? null : PhysicalValue.of(new BigInteger(plain));
            case FileType.Float16 half -> plain.length == 2 ? floating(Float.float16ToFloat((short) (plain[0] & 0xff | plain[1] << 8)), upper) : null;
            default -> PhysicalValue.of(plain);
        };
    }
}
