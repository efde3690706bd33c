package dev.weir.planner.testing;

import dev.weir.exec.function.WindowFunction;
import dev.weir.planner.logical.LogicalPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Window functions row by row: numbers of rows, and aggregates over the whole partition or up to the row's peers.
final class PlainWindows {
    private PlainWindows() {}

    static List<Map<Integer, Object>> run(LogicalPlan.Window window, List<Map<Integer, Object>> input, Map<Integer, Object> outer) {
        Map<List<Object>, List<Map<Integer, Object>>> partitions = new LinkedHashMap<>();
        for (Map<Integer, Object> row : input) {
            List<Object> key = new ArrayList<>();
            window.partitionBy().forEach(column -> key.add(row.get(column.id())));
            partitions.computeIfAbsent(key, _ -> new ArrayList<>()).add(row);
        }
        List<Map<Integer, Object>> rows = new ArrayList<>();
        Comparator<Map<Integer, Object>> order = order(window.orderBy());
        for (List<Map<Integer, Object>> partition : partitions.values()) {
            partition.sort(order);
            for (int i = 0; i < partition.size(); i++) {
                Map<Integer, Object> row = new HashMap<>(partition.get(i));
                for (LogicalPlan.Window.Call call : window.calls()) {
                    row.put(call.output().id(), value(window, call, partition, i, order, outer));
                }
                boolean kept = window.top() == null
                        || number(window.top().kind(), partition, i, order) <= window.top().count();
                if (kept) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    static Comparator<Map<Integer, Object>> order(List<LogicalPlan.Sort.Key> keys) {
        Comparator<Map<Integer, Object>> order = (a, b) -> 0;
        for (LogicalPlan.Sort.Key key : keys) {
            Comparator<Long> values = key.descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
            Comparator<Long> nulls = key.nullsFirst() ? Comparator.nullsFirst(values) : Comparator.nullsLast(values);
            order = order.thenComparing(row -> (Long) row.get(key.column().id()), nulls);
        }
        return order;
    }

    private static Object value(
            LogicalPlan.Window window, LogicalPlan.Window.Call call, List<Map<Integer, Object>> partition, int row,
            Comparator<Map<Integer, Object>> order, Map<Integer, Object> outer) {
        if (call.function().kind() != WindowFunction.Kind.AGGREGATE) {
            return number(call.function().kind(), partition, row, order);
        }
        boolean whole = call.frame().equals(LogicalPlan.Window.Frame.PARTITION) || window.orderBy().isEmpty();
        List<Object> values = call.arguments().isEmpty() ? null : new ArrayList<>();
        int used = 0;
        for (Map<Integer, Object> other : partition) {
            if (whole || order.compare(other, partition.get(row)) <= 0) {
                used++;
                if (values != null) {
                    Map<Integer, Object> visible = new HashMap<>(outer);
                    visible.putAll(other);
                    values.add(PlainExpressions.evaluate(call.arguments().getFirst(), visible::get));
                }
            }
        }
        return PlainAggregates.aggregate(Objects.requireNonNull(call.function().aggregate()), values, used, false);
    }

    private static long number(WindowFunction.Kind kind, List<Map<Integer, Object>> partition, int row, Comparator<Map<Integer, Object>> order) {
        int peers = row;
        while (peers > 0 && order.compare(partition.get(peers - 1), partition.get(row)) == 0) {
            peers--;
        }
        long groups = 1;
        for (int i = 1; i <= peers; i++) {
            groups += order.compare(partition.get(i - 1), partition.get(i)) == 0 ? 0 : 1;
        }
        return switch (kind) {
            case ROW_NUMBER -> row + 1;
            case RANK -> peers + 1;
            case DENSE_RANK -> groups;
            default -> throw new IllegalArgumentException("not interpreted: " + kind);
        };
    }
}
