package dev.weir.exec.operator.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.testing.RandomRows;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Aggregates Java values the obvious way.
final class ReferenceAggregation {
    private ReferenceAggregation() {}

    static Map<List<Object>, List<Object>> aggregate(List<Integer> keys, List<AggregateCall> calls, List<List<Object>> rows) {
        Map<List<Object>, List<List<Object>>> groups = new LinkedHashMap<>();
        if (keys.isEmpty()) {
            groups.put(List.of(), new ArrayList<>());
        }
        for (List<Object> row : rows) {
            List<Object> key = new ArrayList<>();
            for (int k : keys) {
                key.add(RandomRows.canonical(row.get(k)));
            }
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        Map<List<Object>, List<Object>> result = new HashMap<>();
        groups.forEach((key, members) -> {
            List<Object> values = new ArrayList<>();
            for (AggregateCall call : calls) {
                values.add(value(call, members));
            }
            result.put(key, values);
        });
        return result;
    }

    private static Object value(AggregateCall call, List<List<Object>> rows) {
        List<Object> values = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        for (List<Object> row : rows) {
            if (call.filter() >= 0 && !Boolean.TRUE.equals(row.get(call.filter()))) {
                continue;
            }
            Object value = call.arguments().isEmpty() ? Boolean.TRUE : row.get(call.arguments().getFirst());
            if (value != null && (!call.distinct() || seen.add(RandomRows.canonical(value)))) {
                values.add(value);
            }
        }
        return switch (call.function().accumulator()) {
            case COUNT -> (long) values.size();
            case COUNT_IF -> values.stream().filter(Boolean.TRUE::equals).count();
            case SUM -> values.isEmpty() ? null : sum(values);
            case AVG -> values.isEmpty() ? null : average(call, values);
            case MIN, BOOL_AND -> values.stream().min(ReferenceAggregation::compare).orElse(null);
            case MAX, BOOL_OR -> values.stream().max(ReferenceAggregation::compare).orElse(null);
            case ANY_VALUE -> values;
            case VARIANCE_SAMPLE -> variance(values, 1);
            case VARIANCE_POPULATION -> variance(values, 0);
            case STDDEV_SAMPLE -> root(variance(values, 1));
            case STDDEV_POPULATION -> root(variance(values, 0));
        };
    }

    private static Object sum(List<Object> values) {
        if (values.getFirst() instanceof Double) {
            return values.stream().mapToDouble(v -> (Double) v).sum();
        }
        if (values.getFirst() instanceof Long) {
            return values.stream().mapToLong(v -> (Long) v).sum();
        }
        return values.stream().map(v -> (BigDecimal) v).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Object average(AggregateCall call, List<Object> values) {
        Object sum = sum(values);
        return sum instanceof BigDecimal decimal
                ? decimal.divide(BigDecimal.valueOf(values.size()), ((SqlType.Decimal) call.type()).scale(), RoundingMode.HALF_UP)
                : (Double) sum / values.size();
    }

    private static Double variance(List<Object> values, int less) {
        if (values.size() - less <= 0) {
            return null;
        }
        double mean = values.stream().mapToDouble(v -> (Double) v).average().orElse(0);
        return values.stream().mapToDouble(v -> ((Double) v - mean) * ((Double) v - mean)).sum() / (values.size() - less);
    }

    private static Double root(Double value) {
        return value == null ? null : Math.sqrt(value);
    }

    private static int compare(Object left, Object right) {
        return switch (left) {
            case Double d -> d == 0 && (Double) right == 0 ? 0 : Double.compare(d, (Double) right);
            case Long l -> Long.compare(l, (Long) right);
            case Boolean b -> Boolean.compare(b, (Boolean) right);
            case BigDecimal b -> b.compareTo((BigDecimal) right);
            case String s -> Arrays.compareUnsigned(s.getBytes(StandardCharsets.UTF_8), ((String) right).getBytes(StandardCharsets.UTF_8));
            default -> throw new IllegalStateException(left.toString());
        };
    }

    static void assertSame(Map<List<Object>, List<Object>> expected, List<List<Object>> actual, int keys, List<AggregateCall> calls, String message) {
        assertEquals(expected.size(), actual.size(), message);
        for (List<Object> row : actual) {
            List<Object> key = RandomRows.canonical(row.subList(0, keys));
            List<Object> wanted = expected.get(key);
            assertTrue(wanted != null, message + ": no group " + key);
            for (int c = 0; c < calls.size(); c++) {
                Object value = row.get(keys + c);
                String where = message + " " + key + " " + calls.get(c);
                switch (wanted.get(c)) {
                    case List<?> any -> assertTrue(any.isEmpty() ? value == null : any.stream().anyMatch(v -> RandomRows.canonical(v).equals(RandomRows.canonical(value))), where);
                    case Double d when value instanceof Double -> assertClose(d, (Double) value, where);
                    case null -> assertEquals(null, value, where);
                    case Object o -> assertEquals(RandomRows.canonical(o), RandomRows.canonical(value), where);
                }
            }
        }
    }

    private static void assertClose(double expected, double actual, String where) {
        if (Double.compare(expected, actual) != 0) {
            assertEquals(expected, actual, 1e-6 + Math.abs(expected) * 1e-6, where);
        }
    }
}
