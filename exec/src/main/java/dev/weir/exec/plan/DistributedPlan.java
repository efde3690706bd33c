package dev.weir.exec.plan;

import dev.weir.exec.type.SqlType;
import java.util.List;

/// All stages of a query, producers before consumers; the last one is the root.
public record DistributedPlan(List<Fragment> fragments, List<String> names, List<SqlType> types) {
    public DistributedPlan {
        fragments = List.copyOf(fragments);
        names = List.copyOf(names);
        types = List.copyOf(types);
    }

    public Fragment root() {
        return fragments.getLast();
    }
}
