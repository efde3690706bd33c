package dev.weir.planner.physical;

import dev.weir.exec.plan.PhysicalPlan;
import java.util.List;

/// The physical plan of a query before it is cut into stages.
///
/// @param root  its columns are those of the client, in order
/// @param names of the columns
public record PhysicalQuery(PhysicalPlan root, List<String> names, Estimates estimates) {
    public PhysicalQuery {
        names = List.copyOf(names);
    }
}
