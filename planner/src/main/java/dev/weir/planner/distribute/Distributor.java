package dev.weir.planner.distribute;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.Colocation;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.PlanSettings;
import dev.weir.planner.catalog.Catalog;
import dev.weir.planner.physical.Estimates;
import dev.weir.planner.physical.PhysicalQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Places the plan bottom-up. A stage grows as long as what comes next can run in the same tasks; where rows must meet
/// others it is cut off and sends them on.
public final class Distributor {
    /// The domain of the coordinator's own tables.
    public static final String SYSTEM = "system";

    private final Catalog catalog;
    private final PlanSettings settings;
    private final PlacementRules rules;
    private final Estimates estimates;
    private final FilteredShare filtered;
    private final JoinPlacement joins = new JoinPlacement(this);
    private final AggregatePlacement aggregates = new AggregatePlacement(this);
    private final WindowPlacement windows = new WindowPlacement(this);
    private final List<Fragment> fragments = new ArrayList<>();
    private final Map<Integer, Site> sharedSites = new HashMap<>();

    private Distributor(PhysicalQuery query, Catalog catalog, PlanSettings settings, PlacementRules rules) {
        this.catalog = catalog;
        this.settings = settings;
        this.rules = rules;
        this.estimates = query.estimates();
        this.filtered = new FilteredShare(query.root(), estimates);
    }

    public static DistributedPlan distribute(PhysicalQuery query, Catalog catalog, PlanSettings settings, PlacementRules rules) {
        Distributor distributor = new Distributor(query, catalog, settings, rules);
        OpenStage root = distributor.place(query.root());
        OpenStage single = distributor.gather(root, root.floating() ? new Site.Coordinator() : root.site());
        PhysicalPlan output = distributor.note(new PhysicalPlan.ClientOutput(single.plan(), query.names()), single.plan());
        distributor.fragments.add(new Fragment(distributor.fragments.size(), output, single.site(), false, single.inputs()));
        DistributedPlan plan = new DistributedPlan(distributor.fragments, query.names(), query.root().types());
        return new RuntimeFilterReach(query.root(), query.estimates(), settings, rules).of(plan);
    }

    OpenStage place(PhysicalPlan plan) {
        return switch (plan) {
            case PhysicalPlan.Scan scan -> {
                Site site = site(scan.table().domain());
                yield new OpenStage(scan, site, tasks(site) > 1, clustering(scan, site), false, List.of(), List.of());
            }
            case PhysicalPlan.Values values -> new OpenStage(values, null, false, RowLayout.ANYHOW, false, List.of(), List.of());
            case PhysicalPlan.Filter filter -> {
                OpenStage input = place(filter.input());
                yield input.over(rebuilt(filter, input), input.layout());
            }
            case PhysicalPlan.Project project -> {
                OpenStage input = place(project.input());
                yield input.over(rebuilt(project, input), input.layout().moved(column -> renamed(column, project.expressions())));
            }
            case PhysicalPlan.Aggregate aggregate -> aggregates.place(aggregate);
            case PhysicalPlan.HashJoin join -> joins.place(join);
            case PhysicalPlan.NestedLoopJoin join -> joins.place(join);
            case PhysicalPlan.Sort sort -> {
                OpenStage input = place(sort.input());
                OpenStage sorted = input.over(rebuilt(sort, input), input.layout());
                yield sorted.parallel() ? merge(sorted, sort.keys()) : sorted;
            }
            case PhysicalPlan.TopN top -> {
                OpenStage input = place(top.input());
                if (!input.parallel()) {
                    yield input.over(rebuilt(top, input), input.layout());
                }
                PhysicalPlan first = noteLess(new PhysicalPlan.TopN(input.plan(), top.keys(), reach(top.count(), top.offset()), 0), input, top);
                OpenStage merged = merge(input.over(first), top.keys());
                yield merged.over(note(new PhysicalPlan.Limit(merged.plan(), top.count(), top.offset()), top));
            }
            case PhysicalPlan.Window window -> windows.place(window);
            case PhysicalPlan.Limit limit -> {
                OpenStage input = place(limit.input());
                if (!input.parallel()) {
                    yield input.over(rebuilt(limit, input), input.layout());
                }
                PhysicalPlan first = limit.count() == Long.MAX_VALUE ? input.plan()
                        : noteLess(new PhysicalPlan.Limit(input.plan(), reach(limit.count(), limit.offset()), 0), input, limit);
                OpenStage gathered = gather(input.over(first), input.site());
                yield gathered.over(note(new PhysicalPlan.Limit(gathered.plan(), limit.count(), limit.offset()), limit));
            }
            case PhysicalPlan.Union union -> union(union);
            case PhysicalPlan.AssertSingleRow single -> {
                OpenStage input = place(single.input());
                OpenStage gathered = input.floating() ? input : gather(input, input.site());
                yield gathered.over(rebuilt(single, gathered));
            }
            case PhysicalPlan.Repeat repeat -> {
                OpenStage input = place(repeat.input());
                yield input.over(rebuilt(repeat, input));
            }
            case PhysicalPlan.With with -> with(with);
            case PhysicalPlan.SharedRef reference -> new OpenStage(reference, sharedSites.get(reference.id()), false, RowLayout.ANYHOW, true, List.of(), List.of());
            case PhysicalPlan.ExchangeSource _, PhysicalPlan.ExchangeSink _, PhysicalPlan.ClientOutput _ ->
                    throw new QueryException(ErrorCode.INTERNAL, "An exchange in a plan that is not distributed yet");
        };
    }

    /// Ends a stage and answers what receives its rows.
    PhysicalPlan cut(OpenStage stage, Partitioning partitioning, List<SortKey> merge) {
        if (stage.pinned()) {
            throw new QueryException(ErrorCode.INTERNAL, "A stage that reads a shared result was cut off");
        }
        int id = fragments.size();
        PhysicalPlan sink = note(new PhysicalPlan.ExchangeSink(stage.plan(), partitioning), stage.plan());
        fragments.add(new Fragment(id, sink, stage.floating() ? new Site.Coordinator() : stage.site(), stage.parallel(), stage.inputs(), stage.colocations()));
        return note(new PhysicalPlan.ExchangeSource(id, stage.plan().types(), merge), stage.plan());
    }

    /// Ends a stage and begins the next one at the site.
    OpenStage send(OpenStage stage, Site to, boolean parallel, Partitioning partitioning) {
        PhysicalPlan source = cut(stage, partitioning, List.of());
        RowLayout layout = partitioning instanceof Partitioning.Hash(List<Integer> columns) ? RowLayout.byHash(columns) : RowLayout.ANYHOW;
        return new OpenStage(source, to, parallel, layout, false, List.of(fragments.size() - 1), List.of());
    }

    /// All rows in one task at the site.
    OpenStage gather(OpenStage stage, Site at) {
        if (stage.floating()) {
            return new OpenStage(stage.plan(), at, false, RowLayout.ANYHOW, stage.pinned(), stage.inputs(), stage.colocations());
        }
        return !stage.parallel() && stage.site().equals(at) ? stage : send(stage, at, false, new Partitioning.Single());
    }

    /// The stage if all rows with equal keys lie in one task, or do when its scans are cut by one of the keys.
    ///
    /// @param cut whether cutting scans for it is worth that the tasks read what is neighbours
    Optional<OpenStage> whole(OpenStage stage, List<Integer> keys, boolean cut) {
        List<Integer> hash = stage.layout().hash();
        if (!hash.isEmpty() && keys.containsAll(hash)) {
            return Optional.of(stage);
        }
        for (int key : keys) {
            Optional<RowLayout.Ranged> ranged = stage.layout().ranged(key);
            if (ranged.isPresent() && (cut || stage.isColocated(ranged.get().keys()))) {
                return Optional.of(stage.colocated(ranged.get().keys()));
            }
        }
        return Optional.empty();
    }

    private OpenStage merge(OpenStage sorted, List<SortKey> keys) {
        PhysicalPlan source = cut(sorted, new Partitioning.Single(), keys);
        return new OpenStage(source, sorted.site(), false, RowLayout.ANYHOW, false, List.of(fragments.size() - 1), List.of());
    }

    private OpenStage union(PhysicalPlan.Union union) {
        List<OpenStage> inputs = new ArrayList<>();
        Map<Site, Double> bytes = new HashMap<>();
        Site pinned = null;
        for (PhysicalPlan input : union.inputs()) {
            OpenStage stage = place(input);
            inputs.add(stage);
            if (!stage.floating()) {
                bytes.merge(stage.site(), bytes(stage), Double::sum);
            }
            pinned = stage.pinned() ? stage.site() : pinned;
        }
        Site target = pinned != null ? pinned : most(bytes, union);
        boolean parallel = false;
        for (OpenStage stage : inputs) {
            parallel |= pinned == null && stage.parallel() && stage.site().equals(target);
        }
        List<PhysicalPlan> plans = new ArrayList<>();
        List<Integer> received = new ArrayList<>();
        List<Colocation> colocations = new ArrayList<>();
        for (OpenStage stage : inputs) {
            OpenStage local;
            if (!parallel) {
                local = target == null ? stage : gather(stage, target);
            } else {
                local = stage.parallel() && stage.site().equals(target) ? stage
                        : send(stage.floating() ? gather(stage, target) : stage, target, true, new Partitioning.RoundRobin());
            }
            plans.add(local.plan());
            received.addAll(local.inputs());
            colocations.addAll(local.colocations());
        }
        return new OpenStage(note(new PhysicalPlan.Union(plans), union), target, parallel, RowLayout.ANYHOW, pinned != null, received, colocations);
    }

    /// A shared result lives in one task: the definitions are gathered where most of their bytes are, and what reads them
    /// runs there.
    private OpenStage with(PhysicalPlan.With with) {
        Map<Site, Double> bytes = new HashMap<>();
        weigh(with, bytes);
        Site target = most(bytes, with);
        if (target == null) {
            target = new Site.Coordinator();
        }
        Set<Integer> used = references(with.body());
        for (PhysicalPlan.With.Definition definition : with.definitions().reversed()) {
            if (used.contains(definition.id())) {
                used.addAll(references(definition.plan()));
            }
        }
        List<PhysicalPlan.With.Definition> definitions = new ArrayList<>();
        List<Integer> inputs = new ArrayList<>();
        for (PhysicalPlan.With.Definition definition : with.definitions()) {
            if (used.contains(definition.id())) {
                OpenStage stage = gather(place(definition.plan()), target);
                definitions.add(new PhysicalPlan.With.Definition(definition.id(), stage.plan()));
                inputs.addAll(stage.inputs());
                sharedSites.put(definition.id(), target);
            }
        }
        OpenStage body = place(with.body());
        if (definitions.isEmpty()) {
            return body;
        }
        inputs.addAll(body.inputs());
        PhysicalPlan shared = note(new PhysicalPlan.With(definitions, body.plan()), with);
        return new OpenStage(shared, target, false, RowLayout.ANYHOW, readsOutside(shared), inputs, body.colocations());
    }

    /// Whether the plan reads shared results that it does not define.
    private static boolean readsOutside(PhysicalPlan plan) {
        Set<Integer> read = references(plan);
        List<PhysicalPlan> open = new ArrayList<>(List.of(plan));
        while (!open.isEmpty()) {
            PhysicalPlan next = open.removeLast();
            if (next instanceof PhysicalPlan.With with) {
                with.definitions().forEach(definition -> read.remove(definition.id()));
            }
            open.addAll(next.children());
        }
        return !read.isEmpty();
    }

    /// The shared results that are read anywhere in the plan.
    private static Set<Integer> references(PhysicalPlan plan) {
        Set<Integer> found = new HashSet<>();
        List<PhysicalPlan> open = new ArrayList<>(List.of(plan));
        while (!open.isEmpty()) {
            PhysicalPlan next = open.removeLast();
            if (next instanceof PhysicalPlan.SharedRef reference) {
                found.add(reference.id());
            }
            open.addAll(next.children());
        }
        return found;
    }

    private void weigh(PhysicalPlan plan, Map<Site, Double> bytes) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            bytes.merge(site(scan.table().domain()), estimates.of(scan).bytes(), Double::sum);
        }
        if (plan instanceof PhysicalPlan.SharedRef reference && sharedSites.containsKey(reference.id())) {
            bytes.merge(sharedSites.get(reference.id()), Double.MAX_VALUE / 4, Double::sum);
        }
        for (PhysicalPlan child : plan.children()) {
            weigh(child, bytes);
        }
    }

    /// The legal site that holds most bytes; null when none holds any.
    private Site most(Map<Site, Double> bytes, PhysicalPlan plan) {
        Site most = null;
        for (Map.Entry<Site, Double> entry : bytes.entrySet()) {
            boolean more = most == null || entry.getValue() > bytes.get(most)
                    || entry.getValue().equals(bytes.get(most)) && entry.getKey().toString().compareTo(most.toString()) < 0;
            if (more && rules.allowed(plan, entry.getKey())) {
                most = entry.getKey();
            }
        }
        return most;
    }

    Site site(String domain) {
        if (domain.equals(SYSTEM)) {
            return new Site.Coordinator();
        }
        if (catalog.workers(domain) <= 0) {
            throw new QueryException(ErrorCode.DOMAIN_UNAVAILABLE, "No worker of the domain is alive: " + domain);
        }
        return new Site.Domain(domain);
    }

    /// How many tasks a parallel stage has there.
    int tasks(Site site) {
        return switch (site) {
            case Site.Coordinator _ -> 1;
            case Site.Domain(String name) -> Math.max(1, catalog.workers(name));
        };
    }

    PlanSettings settings() {
        return settings;
    }

    PlacementRules rules() {
        return rules;
    }

    double bytes(OpenStage stage) {
        return estimates.of(stage.plan()).bytes();
    }

    /// The share of what a node is estimated to give that runtime filters made outside of it leave.
    double filteredShare(PhysicalPlan node) {
        return filtered.of(node);
    }

    double rows(OpenStage stage) {
        return estimates.of(stage.plan()).rows();
    }

    double estimated(PhysicalPlan plan) {
        return estimates.of(plan).rows();
    }

    PhysicalPlan note(PhysicalPlan plan, PhysicalPlan like) {
        return plan == like ? plan : estimates.put(plan, estimates.of(like));
    }

    PhysicalPlan noteRows(PhysicalPlan plan, double rows) {
        return estimates.put(plan, rows);
    }

    private PhysicalPlan rebuilt(PhysicalPlan node, OpenStage input) {
        return note(node.withChildren(List.of(input.plan())), node);
    }

    /// A first step in each task gives at most what the whole needs from each.
    private PhysicalPlan noteLess(PhysicalPlan plan, OpenStage input, PhysicalPlan whole) {
        return estimates.put(plan, Math.min(estimates.of(input.plan()).rows(), estimates.of(whole).rows() * tasks(input.site())));
    }

    private static long reach(long count, long offset) {
        return count > Long.MAX_VALUE - offset ? Long.MAX_VALUE : count + offset;
    }

    private static int renamed(int column, List<Expression> expressions) {
        for (int i = 0; i < expressions.size(); i++) {
            if (expressions.get(i) instanceof Expression.Column other && other.index() == column) {
                return i;
            }
        }
        return -1;
    }

    /// The columns by which the scan can be cut into ranges. Not those that its filter is about: what is left of the table
    /// would lie with one task.
    private RowLayout clustering(PhysicalPlan.Scan scan, Site site) {
        Set<String> clustered = tasks(site) > 1 ? catalog.clustered(scan.table()) : Set.of();
        List<RowLayout.Ranged> ranged = new ArrayList<>();
        for (int i = 0; i < scan.columns().size() && !clustered.isEmpty(); i++) {
            SqlType type = scan.columns().get(i).type();
            boolean whole = type instanceof SqlType.Integral || type instanceof SqlType.Date;
            if (whole && clustered.contains(scan.columns().get(i).name()) && !reads(scan.filter(), i)) {
                ranged.add(new RowLayout.Ranged(i, Set.of(new Colocation.Key(scan.id(), i))));
            }
        }
        return new RowLayout(List.of(), ranged);
    }

    private static boolean reads(Expression expression, int column) {
        if (expression == null) {
            return false;
        }
        boolean any = expression instanceof Expression.Column(int index, SqlType _) && index == column;
        for (Expression child : expression.children()) {
            any |= reads(child, column);
        }
        return any;
    }
}
