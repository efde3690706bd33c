package dev.weir.exec.operator.scan;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.evaluate.Predicate;
import dev.weir.exec.evaluate.ScalarKernel.EvaluationContext;
import dev.weir.exec.pipeline.RuntimeFilters;
import dev.weir.exec.pipeline.RuntimeFilters.KeyFilter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// Runs a scan's steps over windows, in the order of the plan's groups; inside a group in the order that pays: by cost a
/// row over the share of rows dropped, as estimated first and as measured later. One thread's.
final class StepRunner implements AutoCloseable {
    /// Windows between two looks at the order.
    private static final int PERIOD = 16;
    /// A runtime filter that keeps more than this share of its rows is not worth asking.
    private static final double USELESS = 0.95;

    private final ScanPlan plan;
    private final RuntimeFilters filters;
    private final List<List<Running>> groups = new ArrayList<>();
    private final BitSet outputs = new BitSet();
    private final BitSet needed = new BitSet();
    private int windows;
    private long asked;
    private long dropped;

    /// A step with what was seen of it.
    private static final class Running {
        final ScanPlan.Step step;
        final Predicate predicate;
        KeyFilter filter;
        double rank;
        long rowsIn;
        long rowsOut;
        long nanos;

        Running(ScanPlan.Step step, Predicate predicate) {
            this.step = step;
            this.predicate = predicate;
        }
    }

    /// @param context of the user's predicates
    /// @param policy  of the policy's
    StepRunner(ScanPlan plan, EvaluationContext context, EvaluationContext policy, RuntimeFilters filters) {
        this.plan = plan;
        this.filters = filters;
        boolean done = false;
        try {
            for (List<ScanPlan.Step> group : plan.groups) {
                List<Running> running = new ArrayList<>(group.size());
                groups.add(running);
                for (ScanPlan.Step step : group) {
                    running.add(new Running(step, switch (step) {
                        case ScanPlan.PredicateStep predicate -> Predicate.compile(predicate.predicate(), predicate.policy() ? policy : context);
                        case ScanPlan.RuntimeFilterStep _ -> null;
                    }));
                }
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
        for (int id : plan.outputs) {
            outputs.set(id);
        }
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /// Takes runtime filters that have arrived, and puts each group into the order of estimated cost.
    ///
    /// @param bytes by value id, what decoding the value takes
    void begin(long[] bytes) {
        for (List<Running> group : groups) {
            for (Running running : group) {
                if (running.step instanceof ScanPlan.RuntimeFilterStep(int id, _) && running.filter == null) {
                    running.filter = filters.now(id);
                }
                if (running.rowsIn == 0) {
                    running.rank = estimate(running.step, bytes);
                }
            }
            if (windows == 0) {
                group.sort(Comparator.comparingDouble(running -> running.rank));
            }
        }
    }

    /// Predicates come before runtime filters, and among them the one whose columns are the smallest.
    private double estimate(ScanPlan.Step step, long[] bytes) {
        double cost = step instanceof ScanPlan.RuntimeFilterStep ? 1e15 : 0;
        for (int id : step.inputs()) {
            cost += bytes[id];
        }
        return cost;
    }

    /// Narrows the window to the rows that pass all steps.
    void run(ScanWindow window) {
        for (int g = 0; g < groups.size(); g++) {
            List<Running> group = groups.get(g);
            for (int s = 0; s < group.size(); s++) {
                Running running = group.get(s);
                if (running.predicate == null && !useful(running)) {
                    continue;
                }
                int before = window.rows();
                long start = System.nanoTime();
                int count = select(running, window);
                if (count < before) {
                    need(window, g, s + 1);
                    window.narrow(count, needed);
                }
                running.nanos += System.nanoTime() - start;
                running.rowsIn += before;
                running.rowsOut += count;
                if (count == 0) {
                    measured();
                    return;
                }
            }
        }
        measured();
    }

    private static boolean useful(Running running) {
        return running.filter != null && (running.rowsIn < 65_536 || running.rowsOut <= running.rowsIn * USELESS);
    }

    private int select(Running running, ScanWindow window) {
        Batch batch = window.borrow(running.step.inputs());
        return switch (running.step) {
            case ScanPlan.PredicateStep step -> {
                try {
                    yield running.predicate.select(batch, window.survivors());
                } catch (QueryException failure) {
                    if (step.policy()) {
                        throw ScanWindow.withoutValues(failure);
                    }
                    throw plan.governed ? ScanWindow.withoutValues(failure, "A condition on a governed table cannot be evaluated") : failure;
                }
            }
            case ScanPlan.RuntimeFilterStep _ -> {
                int count = running.filter.select(batch.column(0), 0, batch.rows(), window.survivors());
                asked += batch.rows();
                dropped += batch.rows() - count;
                yield count;
            }
        };
    }

    /// Collects the values that the output or a later step reads, and what masks that are still to be made are made of.
    private void need(ScanWindow window, int group, int step) {
        needed.clear();
        needed.or(outputs);
        for (int g = group; g < groups.size(); g++) {
            List<Running> steps = groups.get(g);
            for (int s = g == group ? step : 0; s < steps.size(); s++) {
                for (int id : steps.get(s).step.inputs()) {
                    needed.set(id);
                }
            }
        }
        for (int id = needed.nextSetBit(0); id >= 0; id = needed.nextSetBit(id + 1)) {
            if (plan.values.get(id) instanceof ScanPlan.Masked masked && !window.isLoaded(id)) {
                for (int input : masked.inputs()) {
                    needed.set(input);
                }
            }
        }
    }

    private void measured() {
        if (++windows % PERIOD != 0) {
            return;
        }
        for (List<Running> group : groups) {
            if (group.size() < 2) {
                continue;
            }
            for (Running running : group) {
                if (running.rowsIn > 0) {
                    double cost = (double) running.nanos / running.rowsIn;
                    double drops = 1 - (double) running.rowsOut / running.rowsIn;
                    running.rank = cost / Math.max(drops, 1e-6);
                }
            }
            group.sort(Comparator.comparingDouble(running -> running.rank));
        }
    }

    /// Rows that runtime filters were asked about.
    long asked() {
        return asked;
    }

    /// Rows that runtime filters dropped.
    long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        for (List<Running> group : groups) {
            for (Running running : group) {
                if (running.predicate != null) {
                    running.predicate.close();
                }
            }
        }
    }
}
