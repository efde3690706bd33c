package dev.weir.coordinator.schedule;

import dev.weir.coordinator.catalog.TableFiles.TableFile;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.Colocation;
import dev.weir.exec.plan.DistributedPlan;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Decides which tasks a stage has and where they run. A parallel stage that scans has a task on each worker that holds
/// splits, a parallel stage that only reads exchanges one on each worker of its domain, every other stage exactly one.
public final class TaskPlacement {
    private final String query;
    private final ClusterView cluster;
    private final Map<Integer, List<WorkerNode>> sites = new LinkedHashMap<>();
    private final Map<String, String> policies = new HashMap<>();
    private final Map<Integer, Map<WorkerNode, Map<Integer, List<Split>>>> splits = new HashMap<>();
    /// By stage and worker, the rows that a scan reads there if not all of its splits.
    private final Map<Integer, Map<WorkerNode, Map<Integer, Expression>>> conditions = new HashMap<>();

    private TaskPlacement(String query, ClusterView cluster) {
        this.query = query;
        this.cluster = cluster;
    }

    /// Throws DOMAIN_UNAVAILABLE when a domain has no worker, or none that has a file, and POLICY_VERSION_MISMATCH when
    /// the workers of a domain that is scanned enforce different policies.
    public static Placement place(String query, DistributedPlan plan, ClusterView cluster) {
        return new TaskPlacement(query, cluster).place(plan);
    }

    private Placement place(DistributedPlan plan) {
        Map<Integer, Integer> consumer = new HashMap<>();
        for (Fragment fragment : plan.fragments()) {
            for (int input : fragment.inputs()) {
                if (consumer.put(input, fragment.stage()) != null) {
                    throw new QueryException(ErrorCode.INTERNAL, "Two stages read stage " + input);
                }
            }
            sites.put(fragment.stage(), workers(fragment));
        }
        Map<Integer, List<TaskAssignment>> stages = new LinkedHashMap<>();
        for (Fragment fragment : plan.fragments()) {
            int stage = fragment.stage();
            Integer reader = consumer.get(stage);
            int consumers = reader == null ? 1 : sites.get(reader).size();
            List<TaskAssignment> tasks = new ArrayList<>();
            for (WorkerNode worker : sites.get(stage)) {
                tasks.add(new TaskAssignment(
                        new TaskId(query, stage, tasks.size(), 0), placed(fragment, conditions.getOrDefault(stage, Map.of()).getOrDefault(worker, Map.of())), worker,
                        splits.getOrDefault(stage, Map.of()).getOrDefault(worker, Map.of()), consumers, FilterRoutes.OfTask.NONE));
            }
            stages.put(stage, tasks);
        }
        route(plan, stages);
        List<TaskAssignment> root = stages.get(plan.root().stage());
        if (root.size() != 1) {
            throw new QueryException(ErrorCode.INTERNAL, "The root stage has " + root.size() + " tasks");
        }
        return new Placement(query, stages, root.getFirst(), policies);
    }

    private static void route(DistributedPlan plan, Map<Integer, List<TaskAssignment>> stages) {
        if (plan.filters().isEmpty()) {
            return;
        }
        Map<TaskId, WorkerNode> workers = new HashMap<>();
        Map<Integer, List<TaskId>> ids = new HashMap<>();
        stages.forEach((stage, tasks) -> {
            ids.put(stage, new ArrayList<>());
            for (TaskAssignment task : tasks) {
                workers.put(task.id(), task.worker());
                ids.get(stage).add(task.id());
            }
        });
        FilterRoutes routes = new FilterRoutes(plan.filters(), ids::get, workers::get);
        stages.values().forEach(tasks -> tasks.replaceAll(task -> task.with(routes.of(task.id()))));
    }

    private List<WorkerNode> workers(Fragment fragment) {
        return switch (fragment.site()) {
            case Site.Coordinator _ -> List.of(cluster.coordinator());
            case Site.Domain(String domain) -> workers(fragment, domain);
        };
    }

    private List<WorkerNode> workers(Fragment fragment, String domain) {
        List<WorkerNode> live = cluster.workers(domain);
        if (live.isEmpty()) {
            throw new QueryException(ErrorCode.DOMAIN_UNAVAILABLE, "Domain has no live worker: " + domain);
        }
        List<PhysicalPlan.Scan> scans = new ArrayList<>();
        collect(fragment.root(), scans);
        if (scans.isEmpty()) {
            return fragment.parallel() ? live : List.of(live.get(Math.floorMod(query.hashCode() + fragment.stage(), live.size())));
        }
        policies.computeIfAbsent(domain, cluster::policyDigest);
        List<WorkerNode> readers = fragment.parallel() ? live : List.of(readerOfAll(fragment, scans, live));
        SplitAssignment assignment = new SplitAssignment(readers);
        for (PhysicalPlan.Scan scan : others(fragment, scans, readers, assignment)) {
            for (TableFile file : cluster.files(scan.table()).files()) {
                if (!assignment.add(scan.id(), file)) {
                    throw new QueryException(ErrorCode.DOMAIN_UNAVAILABLE, "No live worker of domain " + domain + " has file " + file.path());
                }
            }
        }
        splits.put(fragment.stage(), assignment.splits());
        List<WorkerNode> holders = new ArrayList<>();
        for (WorkerNode worker : readers) {
            if (assignment.splits().containsKey(worker)) {
                holders.add(worker);
            }
        }
        return holders.isEmpty() ? List.of(readers.getFirst()) : holders;
    }

    /// Shares out the scans that are read together, and answers those that are not.
    private List<PhysicalPlan.Scan> others(Fragment fragment, List<PhysicalPlan.Scan> scans, List<WorkerNode> readers, SplitAssignment assignment) {
        if (!fragment.parallel() || fragment.colocations().isEmpty()) {
            return scans;
        }
        Map<Integer, PhysicalPlan.Scan> others = new LinkedHashMap<>();
        scans.forEach(scan -> others.put(scan.id(), scan));
        ColocatedScans together = new ColocatedScans(readers, assignment);
        for (Colocation colocation : fragment.colocations()) {
            together.add(colocation, others, scan -> cluster.files(scan.table()).files());
            colocation.keys().forEach(key -> others.remove(key.scan()));
        }
        conditions.put(fragment.stage(), together.conditions());
        return List.copyOf(others.values());
    }

    /// The stage as a worker gets it.
    private static Fragment placed(Fragment fragment, Map<Integer, Expression> narrower) {
        return fragment.colocations().isEmpty() ? fragment
                : new Fragment(fragment.stage(), narrowed(fragment.root(), narrower), fragment.site(), fragment.parallel(), fragment.inputs());
    }

    private static PhysicalPlan narrowed(PhysicalPlan plan, Map<Integer, Expression> narrower) {
        if (plan instanceof PhysicalPlan.Scan scan && narrower.containsKey(scan.id())) {
            Expression condition = narrower.get(scan.id());
            Expression filter = scan.filter() == null ? condition : new Expression.And(List.of(scan.filter(), condition));
            return new PhysicalPlan.Scan(
                    scan.id(), scan.table(), scan.snapshot(), scan.columns(), filter, scan.access(), scan.runtimeFilters(), scan.estimatedRows());
        }
        List<PhysicalPlan> children = new ArrayList<>();
        plan.children().forEach(child -> children.add(narrowed(child, narrower)));
        return plan.withChildren(children);
    }

    /// A stage of one task needs a worker that has every file.
    private WorkerNode readerOfAll(Fragment fragment, List<PhysicalPlan.Scan> scans, List<WorkerNode> live) {
        List<WorkerNode> able = new ArrayList<>();
        for (WorkerNode worker : live) {
            boolean all = true;
            for (PhysicalPlan.Scan scan : scans) {
                for (TableFile file : cluster.files(scan.table()).files()) {
                    all &= file.workers().contains(worker.id());
                }
            }
            if (all) {
                able.add(worker);
            }
        }
        if (able.isEmpty()) {
            throw new QueryException(ErrorCode.DOMAIN_UNAVAILABLE, "No single worker has all files of stage " + fragment.stage());
        }
        return able.get(Math.floorMod(query.hashCode() + fragment.stage(), able.size()));
    }

    private static void collect(PhysicalPlan plan, List<PhysicalPlan.Scan> scans) {
        if (plan instanceof PhysicalPlan.Scan scan) {
            scans.add(scan);
        }
        for (PhysicalPlan child : plan.children()) {
            collect(child, scans);
        }
    }
}
