package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.batch.Column;
import dev.weir.exec.batch.FlatColumn;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.kernel.NativeArray;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Aggregate.Step;
import dev.weir.exec.type.SqlType;
import dev.weir.formats.memory.Memory;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/// Groups and their accumulators, of one thread or of one partition of the merged result.
final class Grouping implements AutoCloseable {
    private final PhysicalPlan.Aggregate plan;
    private final BufferAllocator allocator;
    private final GroupTable table;
    private final CodedKeys coded;
    private final Accumulators accumulators;
    private final NativeArray ids;
    private final NativeArray selection;
    private final NativeArray selectedIds;
    private final BatchGroups batchGroups;
    private long rows;

    Grouping(PhysicalPlan.Aggregate plan, BufferAllocator allocator) {
        this.plan = plan;
        this.allocator = allocator;
        List<SqlType> types = new ArrayList<>();
        for (int key : plan.keys()) {
            types.add(plan.input().types().get(key));
        }
        boolean keyless = types.isEmpty();
        table = keyless ? new NoKeys()
                : types.size() == 1 && IntegerGroups.handles(types.getFirst()) ? new IntegerGroups(types.getFirst(), allocator)
                : new RowGroups(types, allocator);
        coded = new CodedKeys(allocator);
        accumulators = new Accumulators(plan, allocator);
        ids = new NativeArray(allocator);
        selection = new NativeArray(allocator);
        selectedIds = new NativeArray(allocator);
        batchGroups = new BatchGroups(allocator);
        if (keyless) {
            try {
                resize(1);
            } catch (RuntimeException failure) {
                close();
                throw failure;
            }
        }
    }

    int groups() {
        return table.groups();
    }

    /// Rows added so far.
    long rows() {
        return rows;
    }

    /// Bytes of all groups and their states.
    long bytes() {
        long sum = table.bytes();
        for (Accumulators.Slot slot : accumulators.slots()) {
            sum += slot.state().bytes();
        }
        return sum;
    }

    GroupTable table() {
        return table;
    }

    /// Whether the groups should be handed on before this batch is added: see {@link GroupTable#isFar}.
    boolean isFar(Batch batch) {
        return table.isFar(keys(batch), batch.rows());
    }

    /// Adds the rows of a batch, which stays the caller's.
    void add(Batch batch) {
        if (batch.rows() == 0) {
            return;
        }
        rows += batch.rows();
        if (plan.keys().isEmpty()) {
            accumulate(batch, 0, 1);
            return;
        }
        ids.ensureScratch(batch.rows() * 4L);
        List<Column> keys = keys(batch);
        if (!coded.assign(keys, table, batch.rows(), ids.address())) {
            table.assign(keys, batch.rows(), ids.address());
        }
        accumulate(batch, ids.address(), table.groups());
    }

    /// Makes a group of every row: what a partial aggregation that does not reduce hands on. The batch stays the caller's.
    Batch eachRowAGroup(Batch batch) {
        ids.ensureScratch(batch.rows() * 4L);
        for (long i = 0; i < batch.rows(); i++) {
            Memory.putInt(ids.address() + i * 4, (int) i);
        }
        accumulate(batch, ids.address(), batch.rows());
        List<Column> columns = new ArrayList<>();
        try {
            for (Column key : keys(batch)) {
                columns.add(key.retain());
            }
            freezeStates();
            for (CallResult call : accumulators.results()) {
                call.intermediate(0, batch.rows(), columns);
            }
            return new Batch(columns, batch.rows());
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        } finally {
            reset();
        }
    }

    private List<Column> keys(Batch batch) {
        List<Column> keys = new ArrayList<>(plan.keys().size());
        for (int key : plan.keys()) {
            keys.add(batch.column(key));
        }
        return keys;
    }

    private void accumulate(Batch batch, long groupIds, int groups) {
        resize(groups);
        batchGroups.start(groupIds, batch.rows(), groups);
        try (FlatInputs inputs = new FlatInputs(batch, allocator)) {
            int filtered = -1;
            int count = 0;
            for (Accumulators.Slot slot : accumulators.slots()) {
                if (plan.step() != Step.FINAL && slot.filter() >= 0 && filtered != slot.filter()) {
                    count = inputs.select(slot.filter(), selection);
                    filtered = slot.filter();
                }
                try {
                    add(slot, inputs, groupIds, batch.rows(), count);
                } catch (QueryException failure) {
                    throw slot.origin().attach(failure);
                }
            }
        }
    }

    /// @param count rows that the slot's filter selects, if it has one
    private void add(Accumulators.Slot slot, FlatInputs inputs, long groupIds, int all, int count) {
        if (plan.step() == Step.FINAL) {
            slot.state().addIntermediate(inputs.all(slot.arguments()), groupIds, all);
        } else if (slot.filter() < 0) {
            slot.state().add(inputs.all(slot.arguments()), batchGroups);
        } else {
            List<FlatColumn> arguments = inputs.some(slot.arguments(), selection.address(), count);
            slot.state().add(arguments, selected(groupIds, count), count, false);
        }
    }

    private long selected(long groupIds, int count) {
        if (groupIds == 0) {
            return 0;
        }
        selectedIds.ensureScratch(count * 4L + 4);
        for (long i = 0; i < count; i++) {
            Memory.putInt(selectedIds.address() + i * 4, Memory.getInt(groupIds + Memory.getInt(selection.address() + i * 4) * 4L));
        }
        return selectedIds.address();
    }

    private void resize(int groups) {
        for (Accumulators.Slot slot : accumulators.slots()) {
            slot.state().resize(groups);
        }
    }

    /// Adds groups of another thread.
    ///
    /// @param groups int32 numbers in `other`, `count` of them
    void merge(Grouping other, long groups, int count) {
        rows += other.rows;
        ids.ensureScratch(count * 4L + 4);
        table.insertFrom(other.table, groups, count, ids.address());
        resize(table.groups());
        List<Accumulators.Slot> slots = accumulators.slots();
        for (int i = 0; i < slots.size(); i++) {
            try {
                slots.get(i).state().merge(other.accumulators.slots().get(i).state(), groups, ids.address(), count);
            } catch (QueryException failure) {
                throw slots.get(i).origin().attach(failure);
            }
        }
    }

    /// Adds all groups of another thread.
    void merge(Grouping other) {
        int count = other.groups();
        try (NativeArray all = new NativeArray(allocator, count * 4L)) {
            for (int g = 0; g < count; g++) {
                Memory.putInt(all.address() + g * 4L, g);
            }
            merge(other, all.address(), count);
        }
    }

    /// Frees what only adding needs.
    void freezeKeys() {
        table.freeze();
        coded.close();
        selection.close();
        selectedIds.close();
        batchGroups.close();
    }

    /// Fixes groups and states, so that {@link #output} may be called by several threads.
    void freeze() {
        freezeKeys();
        freezeStates();
    }

    private void freezeStates() {
        for (Accumulators.Slot slot : accumulators.slots()) {
            slot.state().freeze();
        }
    }

    /// Keys and results (PARTIAL: intermediate columns) of the groups `from` to `from + count - 1`.
    Batch output(int from, int count) {
        return output(from, count, plan.step() == Step.PARTIAL);
    }

    /// Keys and intermediate columns of those groups, whatever the step.
    Batch intermediates(int from, int count) {
        return output(from, count, true);
    }

    private Batch output(int from, int count, boolean intermediate) {
        List<Column> columns = new ArrayList<>();
        try {
            for (int k = 0; k < plan.keys().size(); k++) {
                columns.add(table.key(k, from, count));
            }
            for (int c = 0; c < plan.calls().size(); c++) {
                call(c, from, count, intermediate, columns);
            }
            return new Batch(columns, count);
        } catch (RuntimeException | Error failure) {
            columns.forEach(Column::close);
            throw failure;
        }
    }

    private void call(int index, int from, int count, boolean intermediate, List<Column> out) {
        CallResult call = accumulators.results().get(index);
        try {
            if (intermediate) {
                call.intermediate(from, count, out);
            } else {
                call.result(from, count, out);
            }
        } catch (QueryException failure) {
            throw plan.calls().get(index).origin().attach(failure);
        }
    }

    /// Forgets all groups, to start anew.
    void reset() {
        rows = 0;
        table.reset();
        coded.reset();
        for (Accumulators.Slot slot : accumulators.slots()) {
            slot.state().reset();
        }
        if (plan.keys().isEmpty()) {
            resize(1);
        }
    }

    @Override
    public void close() {
        table.close();
        coded.close();
        accumulators.close();
        ids.close();
        selection.close();
        selectedIds.close();
        batchGroups.close();
    }
}
