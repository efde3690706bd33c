package dev.weir.exec.operator.aggregate;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.memory.OperatorMemory;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.pipeline.TaskContext;
import dev.weir.exec.plan.PhysicalPlan;
import org.apache.arrow.memory.BufferAllocator;

/// Groups rows before they are sent, in bounded memory: hands its groups on when it is full or memory short, and stops grouping when that
/// reduces the rows too little.
public final class PartialAggregation implements OperatorFactory {
    private final PhysicalPlan.Aggregate plan;
    private final TaskContext context;
    private final OperatorMemory memory;

    public PartialAggregation(PhysicalPlan.Aggregate plan, TaskContext context) {
        this.plan = plan;
        this.context = context;
        this.memory = context.memory().operator("Aggregate partial");
    }

    @Override
    public Operator create() {
        return new PartialAggregationOperator(plan, context, memory);
    }

    @Override
    public void close() {
        memory.close();
    }

    private static final class PartialAggregationOperator implements Operator {
        private static final int MOST_GROUPS = 1 << 17;
        /// Rows after which the reduction is judged.
        private static final int TRIAL_ROWS = 1 << 16;
        /// Fewer rows a group than this are not worth the work.
        private static final double LEAST_REDUCTION = 1.5;

        private final PhysicalPlan.Aggregate plan;
        private final BufferAllocator allocator;
        private final OperatorMemory memory;
        private Grouping grouping;
        private boolean shrinking;
        private long counted;
        private final boolean keyless;
        private Batch ready;
        /// Waits until the groups are handed on.
        private Batch waiting;
        private boolean noMoreInput;
        private boolean flushing;
        private boolean passing;
        private int at;

        PartialAggregationOperator(PhysicalPlan.Aggregate plan, TaskContext context, OperatorMemory memory) {
            this.memory = memory;
            memory.collecting(1);
            this.plan = plan;
            this.allocator = context.allocator();
            grouping = new Grouping(plan, allocator);
            keyless = plan.keys().isEmpty();
        }

        @Override
        public void addInput(Batch input) {
            if (!passing && grouping.isFar(input)) {
                // Clustered keys, and the scan went on elsewhere.
                waiting = input;
                startFlush();
                return;
            }
            add(input);
        }

        private void add(Batch input) {
            try (input) {
                if (passing) {
                    ready = input.rows() == 0 ? null : grouping.eachRowAGroup(input);
                    return;
                }
                grouping.add(input);
            }
            if (keyless) {
                return;
            }
            count(grouping.bytes());
            shrinking = memory.mustSpill(counted, counted);
            boolean full = shrinking || grouping.groups() >= MOST_GROUPS;
            boolean poor = grouping.rows() >= TRIAL_ROWS && grouping.groups() * LEAST_REDUCTION > grouping.rows();
            if (full || poor) {
                startFlush();
                passing = poor;
            }
        }

        @Override
        public void noMoreInput() {
            noMoreInput = true;
        }

        private void count(long bytes) {
            memory.add(bytes - counted);
            counted = bytes;
        }

        private void startFlush() {
            grouping.freeze();
            flushing = true;
            at = 0;
        }

        @Override
        public Progress advance() {
            while (ready == null) {
                if (flushing) {
                    flush();
                } else if (waiting != null) {
                    Batch next = waiting;
                    waiting = null;
                    add(next);
                } else if (noMoreInput && grouping.rows() > 0) {
                    startFlush();
                } else {
                    return noMoreInput ? Progress.FINISHED : Progress.NEED_INPUT;
                }
            }
            return Progress.HAVE_OUTPUT;
        }

        /// Makes the next groups ready, or starts anew when there are no more.
        private void flush() {
            if (at < grouping.groups()) {
                int count = Math.min(Batch.MAX_ROWS, grouping.groups() - at);
                ready = grouping.output(at, count);
                at += count;
                return;
            }
            if (shrinking) {
                // A reset keeps the arrays for the next groups.
                grouping.close();
                grouping = new Grouping(plan, allocator);
                count(0);
            } else {
                grouping.reset();
            }
            flushing = false;
        }

        @Override
        public Batch takeOutput() {
            Batch taken = ready;
            ready = null;
            return taken;
        }

        @Override
        public void close() {
            if (ready != null) {
                ready.close();
                ready = null;
            }
            if (waiting != null) {
                waiting.close();
                waiting = null;
            }
            grouping.close();
            count(0);
            memory.collecting(-1);
        }
    }
}
