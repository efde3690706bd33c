package dev.weir.exec.operator.window;

import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// Window functions straight from their definitions, over rows of the types of {@link WindowTest} that are partitioned by
/// column 0 and ordered by column 1, then 2.
final class PlainFrames {
    private PlainFrames() {}

    /// The results of each call, by row, in the order of column 2.
    static List<List<Object>> results(List<List<Object>> rows, List<WindowCall> calls) {
        List<List<Object>> results = new ArrayList<>();
        List<List<Object>> sorted = new ArrayList<>(rows);
        sorted.sort(Comparator.<List<Object>, Long>comparing(row -> (Long) row.get(1), Comparator.nullsLast(Comparator.naturalOrder()))
                .thenComparing(row -> (Long) row.get(2)));
        for (List<Object> row : rows) {
            List<List<Object>> partition = new ArrayList<>();
            for (List<Object> other : sorted) {
                if (Objects.equals(other.getFirst(), row.getFirst())) {
                    partition.add(other);
                }
            }
            List<Object> values = new ArrayList<>();
            for (WindowCall call : calls) {
                values.add(value(call, partition, partition.indexOf(row)));
            }
            results.add(values);
        }
        return results;
    }

    private static boolean peers(WindowCall call, List<Object> a, List<Object> b) {
        for (int key = 1; key <= call.orderKeys(); key++) {
            if (!Objects.equals(a.get(key), b.get(key))) {
                return false;
            }
        }
        return true;
    }

    private static Object value(WindowCall call, List<List<Object>> partition, int row) {
        int[] group = new int[partition.size()];
        for (int i = 1; i < group.length; i++) {
            group[i] = group[i - 1] + (peers(call, partition.get(i - 1), partition.get(i)) ? 0 : 1);
        }
        int before = 0;
        int notAfter = 0;
        for (int other : group) {
            before += other < group[row] ? 1 : 0;
            notAfter += other <= group[row] ? 1 : 0;
        }
        return switch (call.function().kind()) {
            case ROW_NUMBER -> (long) row + 1;
            case RANK -> (long) before + 1;
            case DENSE_RANK -> (long) group[row] + 1;
            case PERCENT_RANK -> partition.size() == 1 ? 0.0 : before / (partition.size() - 1.0);
            case CUME_DIST -> notAfter / (double) partition.size();
            case NTILE -> throw new IllegalArgumentException();
            case LAG, LEAD -> shifted(call, partition, row, call.function().name().equals("lead") ? 1 : -1);
            case FIRST_VALUE, LAST_VALUE, NTH_VALUE -> {
                List<Object> values = new ArrayList<>();
                for (int i : frame(call.frame(), partition, group, row)) {
                    Object value = partition.get(i).get(call.arguments().getFirst());
                    if (value != null || !call.ignoreNulls()) {
                        values.add(value);
                    }
                }
                long n = switch (call.function().name()) {
                    case "first_value" -> 0;
                    case "last_value" -> values.size() - 1;
                    default -> (Long) partition.get(row).get(call.arguments().get(1)) - 1;
                };
                yield n < 0 || n >= values.size() ? null : values.get((int) n);
            }
            case AGGREGATE -> {
                List<Object> values = new ArrayList<>();
                for (int i : frame(call.frame(), partition, group, row)) {
                    Object value = partition.get(i).get(call.arguments().getFirst());
                    if (value != null) {
                        values.add(value);
                    }
                }
                yield aggregate(call, values);
            }
        };
    }

    private static Object shifted(WindowCall call, List<List<Object>> partition, int row, int direction) {
        List<Integer> arguments = call.arguments();
        long left = arguments.size() > 1 ? (Long) partition.get(row).get(arguments.get(1)) : 1;
        int at = row;
        while (left > 0) {
            at += direction;
            if (at < 0 || at >= partition.size()) {
                return arguments.size() > 2 ? partition.get(row).get(arguments.get(2)) : null;
            }
            left -= call.ignoreNulls() && partition.get(at).get(arguments.getFirst()) == null ? 0 : 1;
        }
        return partition.get(at).get(arguments.getFirst());
    }

    private static List<Integer> frame(WindowFrame frame, List<List<Object>> partition, int[] group, int row) {
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < partition.size(); i++) {
            boolean inside = reaches(frame, frame.start(), true, partition, group, row, i) && reaches(frame, frame.end(), false, partition, group, row, i);
            boolean excluded = switch (frame.exclusion()) {
                case NO_OTHERS -> false;
                case CURRENT_ROW -> i == row;
                case GROUP -> group[i] == group[row];
                case TIES -> group[i] == group[row] && i != row;
            };
            if (inside && !excluded) {
                rows.add(i);
            }
        }
        return rows;
    }

    /// Whether row `i` is on the right side of one bound.
    private static boolean reaches(WindowFrame frame, WindowFrame.Bound bound, boolean start, List<List<Object>> partition, int[] group, int row, int i) {
        if (bound.kind() == WindowFrame.Kind.UNBOUNDED_PRECEDING) {
            return start;
        }
        if (bound.kind() == WindowFrame.Kind.UNBOUNDED_FOLLOWING) {
            return !start;
        }
        long offset = bound.offset() < 0 ? 0 : (Long) partition.get(row).get(bound.offset());
        offset = bound.kind() == WindowFrame.Kind.PRECEDING ? -offset : bound.kind() == WindowFrame.Kind.CURRENT_ROW ? 0 : offset;
        long distance;
        if (bound.limit() >= 0) {
            Long key = (Long) partition.get(i).get(1);
            Long limit = (Long) partition.get(row).get(bound.limit());
            // NULLs come last: all peers of one another, behind every value.
            distance = Long.compare(key == null ? Long.MAX_VALUE : key, limit == null ? Long.MAX_VALUE : limit);
        } else if (frame.unit() == WindowFrame.Unit.ROWS) {
            distance = i - (row + offset);
        } else {
            distance = group[i] - (group[row] + offset);
        }
        return start ? distance >= 0 : distance <= 0;
    }

    private static Object aggregate(WindowCall call, List<Object> values) {
        String name = call.function().name();
        if (name.equals("count")) {
            return (long) values.size();
        }
        if (values.isEmpty()) {
            return null;
        }
        return switch (name) {
            case "sum" -> values.getFirst() instanceof Long
                    ? (Object) values.stream().mapToLong(value -> (Long) value).sum()
                    : values.stream().map(value -> (BigDecimal) value).reduce(BigDecimal.ZERO, BigDecimal::add);
            case "avg" -> values.getFirst() instanceof Double
                    ? (Object) values.stream().mapToDouble(value -> (Double) value).average().orElseThrow()
                    : values.stream().map(value -> (BigDecimal) value).reduce(BigDecimal.ZERO, BigDecimal::add)
                            .divide(BigDecimal.valueOf(values.size()), 6, RoundingMode.HALF_UP);
            case "min" -> values.stream().min(PlainFrames::compare).orElseThrow();
            case "max" -> values.stream().max(PlainFrames::compare).orElseThrow();
            case "any_value" -> values.getFirst();
            case "stddev" -> {
                double mean = values.stream().mapToDouble(value -> (Double) value).average().orElseThrow();
                double squares = values.stream().mapToDouble(value -> ((Double) value - mean) * ((Double) value - mean)).sum();
                yield values.size() == 1 ? null : (Object) Math.sqrt(squares / (values.size() - 1));
            }
            default -> throw new IllegalArgumentException(name);
        };
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b);
    }
}
