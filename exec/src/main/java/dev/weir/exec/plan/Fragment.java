package dev.weir.exec.plan;

import java.util.List;

/// A stage of the distributed plan: what each of its tasks runs.
///
/// @param stage    unique in the plan; the root stage ends in {@link PhysicalPlan.ClientOutput}, all others in
///                 {@link PhysicalPlan.ExchangeSink}
/// @param inputs   the stages that its {@link PhysicalPlan.ExchangeSource}s read
/// @param parallel whether it may run as several tasks; otherwise it is exactly one
public record Fragment(int stage, PhysicalPlan root, Site site, boolean parallel, List<Integer> inputs) {
    public Fragment {
        inputs = List.copyOf(inputs);
    }
}
