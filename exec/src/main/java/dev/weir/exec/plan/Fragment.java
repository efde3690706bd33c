package dev.weir.exec.plan;

import java.util.List;

/// A stage of the distributed plan: what each of its tasks runs.
///
/// @param stage       unique in the plan; the root stage ends in {@link PhysicalPlan.ClientOutput}, all others in
///                    {@link PhysicalPlan.ExchangeSink}
/// @param parallel    whether it may run as several tasks; otherwise it is exactly one
/// @param inputs      the stages that its {@link PhysicalPlan.ExchangeSource}s read
/// @param colocations scans that are to be cut at the same keys; others may be shared out to the tasks anyhow. For whoever
///                    places the stage: workers never see it
public record Fragment(int stage, PhysicalPlan root, Site site, boolean parallel, List<Integer> inputs, List<Colocation> colocations) {
    public Fragment {
        inputs = List.copyOf(inputs);
        colocations = List.copyOf(colocations);
    }

    /// A stage whose scans may be shared out anyhow.
    public Fragment(int stage, PhysicalPlan root, Site site, boolean parallel, List<Integer> inputs) {
        this(stage, root, site, parallel, inputs, List.of());
    }

    /// The same stage with another plan.
    public Fragment with(PhysicalPlan newRoot) {
        return newRoot == root ? this : new Fragment(stage, newRoot, site, parallel, inputs, colocations);
    }
}
