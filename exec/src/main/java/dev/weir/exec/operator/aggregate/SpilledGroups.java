package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.operator.spill.HashPartitions;
import dev.weir.exec.operator.spill.SpilledPartitions;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Aggregate.Step;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// What an aggregation writes to disk, by the hash of the keys, and the plan that goes on from there.
///
/// Groups are written as the PARTIAL step would send them: keys, then intermediate columns; a FINAL step reads them. Calls
/// with DISTINCT have no such form, so their aggregations write rows that come after memory got short, and keep the groups
/// that they have.
///
/// @param plan   of the aggregation
/// @param reads  what makes groups of the stored columns
/// @param stored positions in the input of the stored columns, where rows are stored; else null
record SpilledGroups(PhysicalPlan.Aggregate plan, PhysicalPlan.Aggregate reads, List<Integer> stored) {
    static SpilledGroups of(PhysicalPlan.Aggregate plan) {
        for (AggregateCall call : plan.calls()) {
            if (call.distinct()) {
                return rows(plan);
            }
        }
        List<SqlType> types = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        for (int key : plan.keys()) {
            keys.add(types.size());
            types.add(plan.input().types().get(key));
        }
        List<AggregateCall> calls = new ArrayList<>();
        for (AggregateCall call : plan.calls()) {
            AggregateFunction.Signature signature = call.signature();
            List<Integer> arguments = new ArrayList<>();
            for (SqlType type : signature.intermediate()) {
                arguments.add(types.size());
                types.add(type);
            }
            calls.add(new AggregateCall(call.function(), arguments, false, -1, signature, call.origin()));
        }
        PhysicalPlan input = new PhysicalPlan.Values(types, List.of());
        return new SpilledGroups(plan, new PhysicalPlan.Aggregate(input, keys, calls, Step.FINAL, plan.estimatedGroups()), null);
    }

    private static SpilledGroups rows(PhysicalPlan.Aggregate plan) {
        List<Integer> stored = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        for (int key : plan.keys()) {
            keys.add(position(stored, key));
        }
        List<AggregateCall> calls = new ArrayList<>();
        for (AggregateCall call : plan.calls()) {
            List<Integer> arguments = new ArrayList<>();
            for (int argument : call.arguments()) {
                arguments.add(position(stored, argument));
            }
            int filter = call.filter() < 0 ? -1 : position(stored, call.filter());
            calls.add(new AggregateCall(call.function(), arguments, call.distinct(), filter, call.signature(), call.origin()));
        }
        List<SqlType> types = new ArrayList<>();
        for (int column : stored) {
            types.add(plan.input().types().get(column));
        }
        PhysicalPlan input = new PhysicalPlan.Values(types, List.of());
        return new SpilledGroups(plan, new PhysicalPlan.Aggregate(input, keys, calls, plan.step(), plan.estimatedGroups()), stored);
    }

    private static int position(List<Integer> stored, int column) {
        int at = stored.indexOf(column);
        if (at < 0) {
            stored.add(column);
            return stored.size() - 1;
        }
        return at;
    }

    boolean storesRows() {
        return stored != null;
    }

    SpilledPartitions partitions(OperatorMemory memory, int level, BufferAllocator allocator) {
        return new SpilledPartitions(memory, reads.input().types(), level, allocator);
    }

    /// Writes all groups of a grouping, which has to be frozen and stays the caller's.
    void write(Grouping groups, SpilledPartitions.Writer writer, OperatorMemory memory) {
        for (int from = 0; from < groups.groups(); from += Batch.MAX_ROWS) {
            memory.checkStopped();
            int count = Math.min(Batch.MAX_ROWS, groups.groups() - from);
            try (Batch batch = groups.intermediates(from, count)) {
                writer.write(batch.columns().subList(0, plan.keys().size()), batch.columns(), count, HashPartitions.ALL);
            }
        }
    }

    /// Writes rows of the input, which stay the caller's.
    void write(Batch rows, SpilledPartitions.Writer writer) {
        List<Column> keys = new ArrayList<>(plan.keys().size());
        for (int key : plan.keys()) {
            keys.add(rows.column(key));
        }
        List<Column> columns = new ArrayList<>(stored.size());
        for (int column : stored) {
            columns.add(rows.column(column));
        }
        writer.write(keys, columns, rows.rows(), HashPartitions.ALL);
    }
}
