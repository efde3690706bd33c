package dev.weir.planner.distribute;

import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Aggregates in one step where all rows of a group lie in one task, else in two: partially beside the data, finally
/// behind an exchange.
final class AggregatePlacement {
    /// Fewer groups than this are finished by one task.
    private static final double ONE_TASK_GROUPS = 20_000;

    private final Distributor distributor;

    AggregatePlacement(Distributor distributor) {
        this.distributor = distributor;
    }

    OpenStage place(PhysicalPlan.Aggregate aggregate) {
        OpenStage input = distributor.place(aggregate.input());
        if (!input.parallel()) {
            return input.over(single(aggregate, input.plan(), aggregate.keys(), aggregate.calls()));
        }
        boolean distinct = false;
        for (AggregateCall call : aggregate.calls()) {
            distinct |= call.distinct();
        }
        boolean many = distinct || aggregate.estimatedGroups() >= ONE_TASK_GROUPS;
        Optional<OpenStage> whole = distributor.whole(input, aggregate.keys(), many);
        if (whole.isPresent()) {
            OpenStage lying = whole.get();
            return lying.over(single(aggregate, lying.plan(), aggregate.keys(), aggregate.calls()), lying.layout().moved(aggregate.keys()::indexOf));
        }
        return distinct ? distinct(aggregate, input) : twoSteps(aggregate, input);
    }

    private OpenStage twoSteps(PhysicalPlan.Aggregate aggregate, OpenStage input) {
        PhysicalPlan partial = distributor.noteRows(
                new PhysicalPlan.Aggregate(input.plan(), aggregate.keys(), aggregate.calls(), PhysicalPlan.Aggregate.Step.PARTIAL, aggregate.estimatedGroups()),
                Math.min(distributor.rows(input), Math.max(1, aggregate.estimatedGroups()) * distributor.tasks(input.site())));
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < aggregate.keys().size(); i++) {
            keys.add(i);
        }
        List<AggregateCall> calls = new ArrayList<>();
        int next = keys.size();
        for (AggregateCall call : aggregate.calls()) {
            List<Integer> arguments = new ArrayList<>();
            for (int i = 0; i < call.signature().intermediate().size(); i++) {
                arguments.add(next++);
            }
            calls.add(new AggregateCall(call.function(), arguments, false, -1, call.signature(), call.origin()));
        }
        OpenStage received = exchanged(input.over(partial), keys, aggregate.estimatedGroups());
        PhysicalPlan last = distributor.note(
                new PhysicalPlan.Aggregate(received.plan(), keys, calls, PhysicalPlan.Aggregate.Step.FINAL, aggregate.estimatedGroups()), aggregate);
        return received.over(last, received.parallel() ? RowLayout.byHash(keys) : RowLayout.ANYHOW);
    }

    /// DISTINCT needs all values of a group in one task. When every call is distinct, each task first drops what it has
    /// seen before.
    private OpenStage distinct(PhysicalPlan.Aggregate aggregate, OpenStage input) {
        boolean all = true;
        Set<Integer> columns = new LinkedHashSet<>(aggregate.keys());
        for (AggregateCall call : aggregate.calls()) {
            all &= call.distinct();
            columns.addAll(call.arguments());
            if (call.filter() >= 0) {
                columns.add(call.filter());
            }
        }
        if (!all) {
            OpenStage received = exchanged(input, aggregate.keys(), Double.MAX_VALUE);
            return received.over(single(aggregate, received.plan(), aggregate.keys(), aggregate.calls()));
        }
        List<Integer> kept = new ArrayList<>(columns);
        PhysicalPlan fewer = distributor.noteRows(
                new PhysicalPlan.Aggregate(input.plan(), kept, List.of(), PhysicalPlan.Aggregate.Step.PARTIAL, distributor.rows(input) / 2),
                distributor.rows(input) / 2);
        List<Integer> keys = moved(aggregate.keys(), kept);
        List<AggregateCall> calls = new ArrayList<>();
        for (AggregateCall call : aggregate.calls()) {
            calls.add(new AggregateCall(
                    call.function(), moved(call.arguments(), kept), true, call.filter() < 0 ? -1 : kept.indexOf(call.filter()), call.signature(),
                    call.origin()));
        }
        OpenStage received = exchanged(input.over(fewer), keys, Double.MAX_VALUE);
        return received.over(single(aggregate, received.plan(), keys, calls));
    }

    private OpenStage exchanged(OpenStage stage, List<Integer> keys, double groups) {
        boolean one = keys.isEmpty() || groups < ONE_TASK_GROUPS;
        return distributor.send(stage, stage.site(), !one, one ? new Partitioning.Single() : new Partitioning.Hash(keys));
    }

    private PhysicalPlan single(PhysicalPlan.Aggregate like, PhysicalPlan input, List<Integer> keys, List<AggregateCall> calls) {
        return distributor.note(new PhysicalPlan.Aggregate(input, keys, calls, PhysicalPlan.Aggregate.Step.SINGLE, like.estimatedGroups()), like);
    }

    private static List<Integer> moved(List<Integer> columns, List<Integer> kept) {
        List<Integer> moved = new ArrayList<>();
        for (int column : columns) {
            moved.add(kept.indexOf(column));
        }
        return moved;
    }
}
