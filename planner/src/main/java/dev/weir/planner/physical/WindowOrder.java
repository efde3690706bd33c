package dev.weir.planner.physical;

import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan.Sort.Key;
import dev.weir.planner.logical.LogicalPlan.Window;
import java.util.ArrayList;
import java.util.List;

/// An order of rows that serves several windows: for each, its partition's columns come first, in any order and direction,
/// then its sort keys as they are.
///
/// @param fixed per key, whether a window depends on its direction
record WindowOrder(List<Key> keys, List<Boolean> fixed) {
    static final WindowOrder EMPTY = new WindowOrder(List.of(), List.of());

    WindowOrder {
        keys = List.copyOf(keys);
        fixed = List.copyOf(fixed);
    }

    /// The order that serves the window, too; null when there is none that begins like this one.
    WindowOrder with(Window window) {
        int partition = window.partitionBy().size();
        List<Key> longer = new ArrayList<>(keys);
        List<Boolean> longerFixed = new ArrayList<>(fixed);
        List<LogicalColumn> left = new ArrayList<>(window.partitionBy());
        for (int i = 0; i < Math.min(partition, keys.size()); i++) {
            if (!left.remove(keys.get(i).column())) {
                return null;
            }
        }
        for (LogicalColumn column : left) {
            longer.add(new Key(column, false, false));
            longerFixed.add(false);
        }
        for (int i = 0; i < window.orderBy().size(); i++) {
            Key key = window.orderBy().get(i);
            int at = partition + i;
            if (at >= longer.size()) {
                longer.add(key);
                longerFixed.add(true);
            } else if (!longer.get(at).column().equals(key.column()) || longerFixed.get(at) && !longer.get(at).equals(key)) {
                return null;
            } else {
                longer.set(at, key);
                longerFixed.set(at, true);
            }
        }
        return new WindowOrder(longer, longerFixed);
    }
}
