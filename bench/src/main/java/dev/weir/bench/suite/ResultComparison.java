package dev.weir.bench.suite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Decides whether two engines gave the same answer: the same rows as a multiset and the same order on the keys. Whole
/// numbers, texts, dates and decimals of one scale exactly; a double, or a decimal of another scale, within half a unit of
/// the coarser last digit or 1e-9 relative. Where a LIMIT cuts equal keys, any of them.
public final class ResultComparison {
    private static final double RELATIVE = 1e-9;

    private ResultComparison() {}

    /// Answers what differs first; empty when nothing does.
    ///
    /// @param orderKeys positions of the ORDER BY columns; empty when there is no order
    /// @param limited   whether a LIMIT may have cut among equal keys
    public static Optional<String> difference(QueryResult expected, QueryResult actual, List<Integer> orderKeys, boolean limited) {
        if (expected.columns().size() != actual.columns().size()) {
            return Optional.of("expected " + expected.columns().size() + " columns, found " + actual.columns().size());
        }
        if (expected.rows().size() != actual.rows().size()) {
            return Optional.of("expected " + expected.rows().size() + " rows, found " + actual.rows().size());
        }
        for (int row = 0; row < expected.rows().size(); row++) {
            for (int key : orderKeys) {
                if (!equal(expected.rows().get(row)[key], actual.rows().get(row)[key])) {
                    return Optional.of("order: row " + row + " has key " + actual.rows().get(row)[key] + ", expected " + expected.rows().get(row)[key]);
                }
            }
        }
        return multiset(expected.rows(), actual.rows(), orderKeys, limited);
    }

    private static Optional<String> multiset(List<Object[]> expected, List<Object[]> actual, List<Integer> orderKeys, boolean limited) {
        if (inOrder(expected, actual)) {
            return Optional.empty();
        }
        List<Object[]> left = new ArrayList<>(expected);
        List<Object[]> right = new ArrayList<>(actual);
        if (limited && !left.isEmpty()) {
            Object[] last = expected.getLast();
            left.removeIf(row -> sameKeys(row, last, orderKeys));
            right.removeIf(row -> sameKeys(row, last, orderKeys));
        }
        left.sort(ResultComparison::compareRows);
        right.sort(ResultComparison::compareRows);
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (!equalRows(left.get(i), right.get(i)) && !found(left.get(i), right, i)) {
                return Optional.of("expected " + Arrays.toString(left.get(i)) + ", nearest " + Arrays.toString(right.get(i)));
            }
        }
        return left.size() == right.size() ? Optional.empty() : Optional.of("rows of the last key differ in number");
    }

    /// Rounded values may sort a little differently: looks around.
    private static boolean found(Object[] row, List<Object[]> rows, int around) {
        for (int i = Math.max(0, around - 50); i < Math.min(rows.size(), around + 50); i++) {
            if (equalRows(row, rows.get(i))) {
                return true;
            }
        }
        return false;
    }

    private static boolean inOrder(List<Object[]> expected, List<Object[]> actual) {
        for (int i = 0; i < expected.size(); i++) {
            if (!equalRows(expected.get(i), actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameKeys(Object[] row, Object[] other, List<Integer> keys) {
        for (int key : keys) {
            if (!equal(row[key], other[key])) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalRows(Object[] left, Object[] right) {
        for (int i = 0; i < left.length; i++) {
            if (!equal(left[i], right[i])) {
                return false;
            }
        }
        return true;
    }

    static boolean equal(Object left, Object right) {
        if (left == null || right == null) {
            return left == right;
        }
        if (left instanceof Number a && right instanceof Number b) {
            return equalNumbers(a, b);
        }
        return canonical(left).equals(canonical(right));
    }

    private static boolean equalNumbers(Number left, Number right) {
        boolean leftFloating = left instanceof Double || left instanceof Float;
        boolean rightFloating = right instanceof Double || right instanceof Float;
        if (leftFloating && rightFloating) {
            double a = left.doubleValue();
            double b = right.doubleValue();
            return Double.compare(a, b) == 0 || Math.abs(a - b) <= RELATIVE * Math.max(Math.abs(a), Math.abs(b));
        }
        if (leftFloating || rightFloating) {
            BigDecimal exact = exact(leftFloating ? right : left);
            double floating = (leftFloating ? left : right).doubleValue();
            if (!Double.isFinite(floating)) {
                return false;
            }
            BigDecimal difference = new BigDecimal(floating).subtract(exact).abs();
            return difference.compareTo(halfUnit(exact.scale())) <= 0 || difference.doubleValue() <= RELATIVE * Math.abs(floating);
        }
        BigDecimal a = exact(left);
        BigDecimal b = exact(right);
        if (a.compareTo(b) == 0) {
            return true;
        }
        int coarser = Math.min(a.scale(), b.scale());
        return a.scale() != b.scale() && coarser > 0 && a.subtract(b).abs().compareTo(halfUnit(coarser)) <= 0;
    }

    private static BigDecimal halfUnit(int scale) {
        return BigDecimal.valueOf(5, scale + 1);
    }

    private static BigDecimal exact(Number number) {
        return switch (number) {
            case BigDecimal decimal -> decimal;
            case BigInteger integer -> new BigDecimal(integer);
            default -> BigDecimal.valueOf(number.longValue());
        };
    }

    private static String canonical(Object value) {
        return switch (value) {
            case java.sql.Date date -> date.toLocalDate().toString();
            case LocalDate date -> date.toString();
            case java.sql.Timestamp stamp -> stamp.toLocalDateTime().toString();
            case LocalDateTime stamp -> stamp.toString();
            case java.time.OffsetDateTime stamp -> stamp.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime().toString();
            case byte[] bytes -> Arrays.toString(bytes);
            default -> value.toString();
        };
    }

    private static int compareRows(Object[] left, Object[] right) {
        for (int i = 0; i < left.length; i++) {
            int order = compare(left[i], right[i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int compare(Object left, Object right) {
        if (left == null || right == null) {
            return left == right ? 0 : left == null ? 1 : -1;
        }
        if (left instanceof Number a && right instanceof Number b) {
            return equalNumbers(a, b) ? 0 : Double.compare(a.doubleValue(), b.doubleValue());
        }
        return canonical(left).compareTo(canonical(right));
    }
}
