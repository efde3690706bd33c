package dev.weir.planner.physical;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Window;
import dev.weir.planner.optimize.expression.ColumnUses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Builds windows. Neighbouring ones whose partitions and orders one sort can serve become one node.
final class WindowPlanner {
    private final PhysicalPlanner planner;

    WindowPlanner(PhysicalPlanner planner) {
        this.planner = planner;
    }

    /// Windows that share a sort.
    private record Shared(WindowOrder order, List<Window> windows) {}

    Built build(Window top, Set<Integer> required) {
        List<Window> windows = new ArrayList<>();
        LogicalPlan below = top;
        while (below instanceof Window window) {
            windows.addFirst(window);
            below = window.input();
        }
        Set<Integer> needed = new LinkedHashSet<>(required);
        for (Window window : windows) {
            ColumnUses.expressions(window).forEach(expression -> ColumnUses.collect(expression, needed));
        }
        for (Window window : windows) {
            window.calls().forEach(call -> needed.remove(call.output().id()));
        }
        Built built = planner.build(below, needed);
        for (Shared shared : shared(windows)) {
            built = node(shared, built);
        }
        return planner.trim(built, required);
    }

    /// Puts each window to the first others that it fits and whose results it does not use.
    private static List<Shared> shared(List<Window> windows) {
        List<Shared> all = new ArrayList<>();
        for (Window window : windows) {
            Set<Integer> used = new LinkedHashSet<>();
            ColumnUses.expressions(window).forEach(expression -> ColumnUses.collect(expression, used));
            int first = 0;
            for (int i = 0; i < all.size(); i++) {
                for (Window earlier : all.get(i).windows()) {
                    for (Window.Call call : earlier.calls()) {
                        first = used.contains(call.output().id()) ? i + 1 : first;
                    }
                }
            }
            boolean placed = false;
            for (int i = first; i < all.size() && !placed && window.top() == null; i++) {
                Shared group = all.get(i);
                Window earliest = group.windows().getFirst();
                // A window without partition keeps all rows in one task, which the others should not pay for.
                boolean alike = earliest.top() == null && earliest.partitionBy().isEmpty() == window.partitionBy().isEmpty();
                WindowOrder order = alike ? group.order().with(window) : null;
                if (order != null) {
                    List<Window> longer = new ArrayList<>(group.windows());
                    longer.add(window);
                    all.set(i, new Shared(order, longer));
                    placed = true;
                }
            }
            if (!placed) {
                all.add(new Shared(WindowOrder.EMPTY.with(window), List.of(window)));
            }
        }
        return all;
    }

    private Built node(Shared shared, Built input) {
        List<Expression> wanted = new ArrayList<>();
        for (Window window : shared.windows()) {
            for (Window.Call call : window.calls()) {
                wanted.addAll(call.arguments());
                wanted.addAll(call.frame().expressions());
            }
        }
        List<Integer> positions = new ArrayList<>();
        Built source = planner.extend(input, wanted, positions);
        List<SortKey> keys = new ArrayList<>();
        for (LogicalPlan.Sort.Key key : shared.order().keys()) {
            keys.add(new SortKey(source.position(key.column().id()), key.descending(), key.nullsFirst()));
        }
        Map<Integer, Integer> outputs = new HashMap<>(source.positions());
        List<WindowCall> calls = new ArrayList<>();
        List<LogicalColumn> columns = new ArrayList<>();
        int next = 0;
        int partitionKeys = Integer.MAX_VALUE;
        for (Window window : shared.windows()) {
            partitionKeys = Math.min(partitionKeys, window.partitionBy().size());
            for (Window.Call call : window.calls()) {
                List<Integer> arguments = new ArrayList<>();
                for (int i = 0; i < call.arguments().size(); i++) {
                    arguments.add(positions.get(next++));
                }
                List<Integer> frame = positions.subList(next, next += call.frame().expressions().size());
                outputs.put(call.output().id(), source.plan().types().size() + calls.size());
                columns.add(call.output());
                calls.add(new WindowCall(call.function(), arguments, call.signature(), call.ignoreNulls(), frame(call.frame(), frame),
                        window.partitionBy().size(), window.orderBy().size(), call.origin()));
            }
        }
        Window.Top limit = shared.windows().getFirst().top();
        PhysicalPlan.Window.Top top = limit == null ? null : new PhysicalPlan.Window.Top(limit.kind(), limit.count());
        PhysicalPlan plan = new PhysicalPlan.Window(source.plan(), keys, partitionKeys, calls, top);
        Estimates.Estimate below = planner.estimates().of(source.plan());
        double rows = planner.estimate(shared.windows().getLast()).rows();
        planner.estimates().put(plan, new Estimates.Estimate(rows, below.rowBytes() + 8.0 * columns.size()));
        return new Built(plan, outputs);
    }

    /// @param positions of the frame's expressions, in their order
    private static WindowFrame frame(Window.Frame frame, List<Integer> positions) {
        int next = 0;
        int startOffset = frame.start().offset() == null ? -1 : positions.get(next++);
        int startLimit = frame.start().limit() == null ? -1 : positions.get(next++);
        int endOffset = frame.end().offset() == null ? -1 : positions.get(next++);
        int endLimit = frame.end().limit() == null ? -1 : positions.get(next++);
        SortKey key = frame.key() == null ? null : new SortKey(positions.get(next), frame.descending(), frame.nullsFirst());
        return new WindowFrame(
                frame.unit(), new WindowFrame.Bound(frame.start().kind(), startOffset, startLimit),
                new WindowFrame.Bound(frame.end().kind(), endOffset, endLimit), frame.exclusion(), key);
    }
}
