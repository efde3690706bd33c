package dev.weir.planner.testing;

import dev.weir.exec.function.AggregateFunction;
import java.util.List;
import java.util.Objects;

/// Aggregates over values of bigint and boolean; a reference for tests.
final class PlainAggregates {
    private PlainAggregates() {}

    /// @param values the argument of each row, or null for count(*)
    static Object aggregate(AggregateFunction function, List<Object> values, int rows, boolean distinct) {
        if (values == null) {
            return (long) rows;
        }
        List<Object> present = values.stream().filter(Objects::nonNull).toList();
        List<Object> used = distinct ? present.stream().distinct().toList() : present;
        return switch (function.accumulator()) {
            case COUNT -> (long) used.size();
            case SUM -> used.isEmpty() ? null : used.stream().mapToLong(value -> (Long) value).sum();
            case MIN -> used.stream().map(value -> (Long) value).min(Long::compare).map(Object.class::cast).orElse(null);
            case MAX -> used.stream().map(value -> (Long) value).max(Long::compare).map(Object.class::cast).orElse(null);
            // the same choice in every order of rows, so that results can be compared
            case ANY_VALUE -> used.stream().min((a, b) -> a.toString().compareTo(b.toString())).orElse(null);
            default -> throw new UnsupportedOperationException(function.name());
        };
    }
}
