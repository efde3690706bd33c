package dev.weir.planner.catalog;

/// What is known of a column's values; anything may be unknown.
///
/// @param distinct     estimated number of distinct values; NaN when unknown
/// @param nullFraction 0..1; NaN when unknown
/// @param min          least value as a literal's carrier (Long, Double, BigDecimal, String); null when unknown
/// @param max          greatest value; null when unknown
/// @param averageBytes of a value; NaN when unknown
public record ColumnStatistics(double distinct, double nullFraction, Object min, Object max, double averageBytes) {
    public static final ColumnStatistics UNKNOWN = new ColumnStatistics(Double.NaN, Double.NaN, null, null, Double.NaN);
}
