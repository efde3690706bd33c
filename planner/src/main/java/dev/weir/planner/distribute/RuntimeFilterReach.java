package dev.weir.planner.distribute;

import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.FilterExchange;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.Site;
import dev.weir.planner.PlanSettings;
import dev.weir.planner.physical.Estimates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides which runtime filters go from stage to stage, and how long scans wait for them.
///
/// Within a stage a filter costs nothing and is complete: a task holds the whole build side of a join over one of its own
/// scans, since it was sent to every task. To another stage it is sent when it is legal there and is thought to drop more than it takes to
/// send.
///
/// Waiting cannot close a circle: a scan waits for the build side of a join whose probe side it is part of. Read every join
/// build side first and every wait is for something that was read before.
final class RuntimeFilterReach {
    /// Filters that keep more than this share of the rows stay where they are made.
    private static final double MOST_KEPT = 0.9;
    /// Nothing is sent to spare a scan fewer rows.
    private static final double FEWEST_DROPPED = 10_000;
    /// Unless rows of another domain are worth this many bytes: few rows of many columns are a lot at a border.
    private static final double FEWEST_BYTES_BETWEEN_DOMAINS = 64 << 10;
    /// A scan that is spared this share waits.
    private static final double WORTH_WAITING = 0.3;
    /// What a row costs that is read, sent and received in vain, at its worst: before the code is compiled.
    private static final double MICROS_A_ROW = 0.5;
    /// What a byte costs over a slow line.
    private static final double MICROS_A_BYTE_BETWEEN_DOMAINS = 1;
    private static final int LEAST_WAIT_MILLIS = 50;
    private static final int MOST_WAIT_MILLIS = 20_000;
    /// A filter's bytes a key, and what of it is sent at most.
    private static final double BYTES_A_KEY = 2;
    private static final double MOST_BYTES = 8 << 20;

    private final Estimates estimates;
    private final PlanSettings settings;
    private final PlacementRules rules;
    /// Build sides before the plan was cut, by filter: the rows that a filter tells of.
    private final Map<Integer, PhysicalPlan> sources = new HashMap<>();
    /// By filter, the scan whose rows stream to the probe side of the join that makes it; none where something gathers them.
    private final Map<Integer, Integer> streamed = new HashMap<>();
    private final Map<Integer, Maker> makers = new HashMap<>();
    /// By stage, where its rows go.
    private final Map<Integer, Site> consumers = new HashMap<>();
    private final Map<Integer, Fragment> stages = new HashMap<>();
    private final Map<Integer, Set<Integer>> sent = new LinkedHashMap<>();

    /// The join that makes a filter.
    private record Maker(Fragment stage, PhysicalPlan.HashJoin join) {}

    RuntimeFilterReach(PhysicalPlan whole, Estimates estimates, PlanSettings settings, PlacementRules rules) {
        this.estimates = estimates;
        this.settings = settings;
        this.rules = rules;
        collectSources(whole);
    }

    /// The stages with the filters that reach their scans, and those filters that travel to do so.
    DistributedPlan of(DistributedPlan plan) {
        for (Fragment fragment : plan.fragments()) {
            stages.put(fragment.stage(), fragment);
            fragment.inputs().forEach(input -> consumers.put(input, fragment.site()));
            collectMakers(fragment, fragment.root());
        }
        List<Fragment> narrowed = new ArrayList<>();
        Set<Integer> used = new LinkedHashSet<>();
        for (Fragment fragment : plan.fragments()) {
            narrowed.add(fragment.with(narrow(fragment, fragment.root(), used)));
        }
        List<Fragment> reached = new ArrayList<>();
        for (Fragment fragment : narrowed) {
            reached.add(fragment.with(make(fragment.root(), used)));
        }
        List<FilterExchange> exchanges = new ArrayList<>();
        sent.forEach((filter, consumers) -> {
            Maker maker = makers.get(filter);
            boolean whole = !maker.stage().parallel() || whole(maker.join().build());
            exchanges.add(new FilterExchange(filter, maker.stage().stage(), whole, List.copyOf(consumers)));
        });
        return new DistributedPlan(reached, exchanges, plan.names(), plan.types());
    }

    private void collectSources(PhysicalPlan plan) {
        if (plan instanceof PhysicalPlan.HashJoin join) {
            PhysicalPlan.Scan scan = streamed(join.probe());
            for (RuntimeFilter filter : join.filters()) {
                sources.put(filter.id(), join.build());
                if (scan != null) {
                    streamed.put(filter.id(), scan.id());
                }
            }
        }
        plan.children().forEach(this::collectSources);
    }

    /// The scan whose rows come out of the plan one by one; null when there is none.
    private static PhysicalPlan.Scan streamed(PhysicalPlan plan) {
        return switch (plan) {
            case PhysicalPlan.Scan scan -> scan;
            case PhysicalPlan.Filter filter -> streamed(filter.input());
            case PhysicalPlan.Project project -> streamed(project.input());
            case PhysicalPlan.HashJoin join -> streamed(join.probe());
            case PhysicalPlan.NestedLoopJoin join -> streamed(join.probe());
            case PhysicalPlan.With with -> streamed(with.body());
            case PhysicalPlan.Aggregate _, PhysicalPlan.Sort _, PhysicalPlan.TopN _, PhysicalPlan.Window _, PhysicalPlan.Limit _, PhysicalPlan.Union _,
                 PhysicalPlan.AssertSingleRow _, PhysicalPlan.Repeat _, PhysicalPlan.SharedRef _, PhysicalPlan.Values _, PhysicalPlan.ExchangeSource _,
                 PhysicalPlan.ExchangeSink _, PhysicalPlan.ClientOutput _ -> null;
        };
    }

    private void collectMakers(Fragment fragment, PhysicalPlan plan) {
        if (plan instanceof PhysicalPlan.HashJoin join) {
            join.filters().forEach(filter -> makers.put(filter.id(), new Maker(fragment, join)));
        }
        plan.children().forEach(child -> collectMakers(fragment, child));
    }

    /// Leaves each scan the filters that reach it.
    private PhysicalPlan narrow(Fragment fragment, PhysicalPlan plan, Set<Integer> used) {
        if (plan instanceof PhysicalPlan.Scan scan && !scan.runtimeFilters().isEmpty()) {
            List<RuntimeFilter> kept = new ArrayList<>();
            for (RuntimeFilter filter : scan.runtimeFilters()) {
                Maker maker = makers.get(filter.id());
                boolean here = maker != null && maker.stage() == fragment;
                if (here || maker != null && worthSending(maker, filter, scan, fragment)) {
                    used.add(filter.id());
                    kept.add(new RuntimeFilter(filter.id(), filter.column(), here && !receives(maker.join().build()) ? 0 : waitMillis(maker, filter, scan, fragment)));
                    if (!here) {
                        sent.computeIfAbsent(filter.id(), _ -> new LinkedHashSet<>()).add(fragment.stage());
                    }
                }
            }
            return noted(new PhysicalPlan.Scan(scan.id(), scan.table(), scan.snapshot(), scan.columns(), scan.filter(), scan.access(), kept, scan.estimatedRows()), scan);
        }
        List<PhysicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(narrow(fragment, child, used)));
        return noted(plan.withChildren(children), plan);
    }

    /// Leaves each join the filters that anything is narrowed by.
    private PhysicalPlan make(PhysicalPlan plan, Set<Integer> used) {
        List<PhysicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(make(child, used)));
        PhysicalPlan made = plan.withChildren(children);
        if (made instanceof PhysicalPlan.HashJoin join && !join.filters().isEmpty()) {
            List<RuntimeFilter> kept = new ArrayList<>(join.filters());
            kept.removeIf(filter -> !used.contains(filter.id()));
            made = new PhysicalPlan.HashJoin(join.kind(), join.probe(), join.build(), join.probeKeys(), join.buildKeys(), join.nullsEqual(),
                    join.residual(), join.nullAware(), join.output(), kept, join.estimatedRows());
        }
        return noted(made, plan);
    }

    private PhysicalPlan noted(PhysicalPlan plan, PhysicalPlan like) {
        return plan == like ? plan : estimates.put(plan, estimates.of(like));
    }

    private boolean worthSending(Maker maker, RuntimeFilter filter, PhysicalPlan.Scan scan, Fragment consumer) {
        if (!rules.allowed(sources.get(filter.id()), consumer.site())) {
            return false;
        }
        if (settings.filterWaitMillis() >= 0) {
            return true;
        }
        double kept = kept(maker, scan);
        double dropped = (1 - kept) * scan.estimatedRows();
        double bytes = Math.min(MOST_BYTES, estimates.of(maker.join().build()).rows() * BYTES_A_KEY);
        double spared = dropped * estimates.of(scan).rowBytes();
        boolean enough = dropped >= FEWEST_DROPPED || crosses(maker, consumer) && spared >= FEWEST_BYTES_BETWEEN_DOMAINS;
        return kept <= MOST_KEPT && enough && bytes <= spared;
    }

    /// As long as reading what the filter drops would take, and sending it, where that is over a border: standing still costs
    /// no more than not doing so. Rows that would cross a border only to stand there until the filter's build side is
    /// complete lose nothing by standing at home.
    private int waitMillis(Maker maker, RuntimeFilter filter, PhysicalPlan.Scan scan, Fragment consumer) {
        if (settings.filterWaitMillis() >= 0) {
            return settings.filterWaitMillis();
        }
        double kept = kept(maker, scan);
        if (1 - kept < WORTH_WAITING) {
            return 0;
        }
        boolean crosses = crosses(maker, consumer);
        if (crosses && streamed.getOrDefault(filter.id(), -1) == scan.id()) {
            return MOST_WAIT_MILLIS;
        }
        double border = crosses ? MICROS_A_BYTE_BETWEEN_DOMAINS * estimates.of(scan).rowBytes() : 0;
        double micros = (1 - kept) * scan.estimatedRows() * (MICROS_A_ROW + border);
        return (int) Math.clamp(micros / 1000, LEAST_WAIT_MILLIS, MOST_WAIT_MILLIS);
    }

    /// Whether rows that a filter spares a stage would have gone to another domain, where the filter is made or elsewhere.
    private boolean crosses(Maker maker, Fragment consumer) {
        Site next = consumers.get(consumer.stage());
        return !maker.stage().site().equals(consumer.site()) || next != null && !next.equals(consumer.site());
    }

    /// The share of the scan's rows that pass, as the join is thought to keep of its probe side.
    private double kept(Maker maker, PhysicalPlan.Scan scan) {
        PhysicalPlan.HashJoin join = maker.join();
        double build = estimates.of(join.build()).rows();
        double probe = Math.max(1, estimates.of(join.probe()).rows());
        if (!restricts(sources.get(join.filters().getFirst().id()))) {
            return 1;
        }
        boolean keepsProbe = join.kind() == JoinKind.INNER || join.kind() == JoinKind.PROBE_SEMI;
        double byJoin = keepsProbe ? Math.min(estimates.of(join).rows() / probe, estimates.of(join).partnered()) : 1;
        // What an aggregation below has put together counts less than the rows that it reads.
        double byRows = build / Math.max(1, scan.estimatedRows());
        return Math.min(1, keepsProbe ? byJoin : byRows);
    }

    /// Whether a build side is anything less than whole tables, whose keys all rows can be expected to have.
    private static boolean restricts(PhysicalPlan plan) {
        boolean any = switch (plan) {
            case PhysicalPlan.Scan scan -> scan.filter() != null;
            case PhysicalPlan.Project _, PhysicalPlan.Aggregate _, PhysicalPlan.Sort _, PhysicalPlan.Window _, PhysicalPlan.Union _ -> false;
            case PhysicalPlan.Filter _, PhysicalPlan.HashJoin _, PhysicalPlan.NestedLoopJoin _, PhysicalPlan.TopN _, PhysicalPlan.Limit _,
                 PhysicalPlan.Values _, PhysicalPlan.AssertSingleRow _, PhysicalPlan.Repeat _, PhysicalPlan.With _, PhysicalPlan.SharedRef _,
                 PhysicalPlan.ExchangeSource _, PhysicalPlan.ExchangeSink _, PhysicalPlan.ClientOutput _ -> true;
        };
        for (PhysicalPlan child : plan.children()) {
            any |= restricts(child);
        }
        return any;
    }

    /// Whether every task holds the same rows of this side.
    private boolean whole(PhysicalPlan build) {
        if (build instanceof PhysicalPlan.Scan) {
            return false;
        }
        if (build instanceof PhysicalPlan.ExchangeSource source) {
            return ((PhysicalPlan.ExchangeSink) stages.get(source.stage()).root()).partitioning() instanceof Partitioning.Broadcast;
        }
        boolean all = true;
        for (PhysicalPlan child : build.children()) {
            all &= whole(child);
        }
        return all;
    }

    /// Whether rows of this side come from other tasks; when they do is not in this task's hands.
    private static boolean receives(PhysicalPlan plan) {
        boolean any = plan instanceof PhysicalPlan.ExchangeSource;
        for (PhysicalPlan child : plan.children()) {
            any |= receives(child);
        }
        return any;
    }
}
