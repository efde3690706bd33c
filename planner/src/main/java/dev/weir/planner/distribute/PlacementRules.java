package dev.weir.planner.distribute;

import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;

/// Decides where rows may go. Cost is asked only about what is legal; residency rules of domains are to be put in here.
@FunctionalInterface
public interface PlacementRules {
    PlacementRules EVERYWHERE = (_, _) -> true;

    /// Whether the rows of this plan may be sent to the site.
    boolean allowed(PhysicalPlan plan, Site site);
}
