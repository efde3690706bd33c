package dev.weir.exec.plan;

import dev.weir.exec.type.SqlType;
import java.util.List;

/// All stages of a query, producers before consumers; the last one is the root.
///
/// @param filters runtime filters that go from one stage to another
public record DistributedPlan(List<Fragment> fragments, List<FilterExchange> filters, List<String> names, List<SqlType> types) {
    public DistributedPlan {
        fragments = List.copyOf(fragments);
        filters = List.copyOf(filters);
        names = List.copyOf(names);
        types = List.copyOf(types);
    }

    public DistributedPlan(List<Fragment> fragments, List<String> names, List<SqlType> types) {
        this(fragments, List.of(), names, types);
    }

    /// The stage of that number.
    public Fragment fragment(int stage) {
        for (Fragment fragment : fragments) {
            if (fragment.stage() == stage) {
                return fragment;
            }
        }
        throw new IllegalArgumentException("stage " + stage);
    }

    public Fragment root() {
        return fragments.getLast();
    }
}
