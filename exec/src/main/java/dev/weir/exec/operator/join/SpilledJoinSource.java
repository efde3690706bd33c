package dev.weir.exec.operator.join;

import dev.weir.exec.batch.Batch;
import dev.weir.exec.operator.Operator;
import dev.weir.exec.operator.Progress;
import dev.weir.exec.operator.Source;
import dev.weir.exec.operator.spill.HashPartitions;
import dev.weir.exec.operator.spill.SpilledPartitions;
import java.util.concurrent.atomic.AtomicInteger;

/// Joins one partition after the other as a join of its own: collect the build rows, probe, emit the build rows that had
/// no partner, and then what that join had to spill in turn.
final class SpilledJoinSource implements Source {
    private enum Step { NEXT, COLLECT, PROBE, UNMATCHED, DEEPER, ENDED }

    private final HashJoinBuild outer;
    private final AtomicInteger next;
    private Step step = Step.NEXT;
    private int partition;
    private HashJoinBuild build;
    private HashJoinBuild.BuildSink sink;
    private SpilledPartitions.Reader reader;
    private Operator probe;
    private boolean probeEnded;
    private Source unmatched;
    private SpilledJoinSource deeper;
    private Batch ready;

    /// @param next shared by all sources of the same join
    SpilledJoinSource(HashJoinBuild outer, AtomicInteger next) {
        this.outer = outer;
        this.next = next;
    }

    @Override
    public Progress advance() {
        if (ready != null) {
            return Progress.HAVE_OUTPUT;
        }
        return switch (step) {
            case NEXT -> begin();
            case COLLECT -> collect();
            case PROBE -> probe();
            case UNMATCHED -> emit(unmatched);
            case DEEPER -> emit(deeper);
            case ENDED -> Progress.FINISHED;
        };
    }

    private Progress begin() {
        do {
            partition = next.getAndIncrement();
            if (partition >= HashPartitions.COUNT) {
                step = Step.ENDED;
                return Progress.FINISHED;
            }
        } while ((outer.spill().mask() >>> partition & 1) == 0);
        build = outer.ofPartition();
        sink = build.create();
        reader = outer.spill().build().reader(partition);
        step = Step.COLLECT;
        return Progress.NEED_INPUT;
    }

    private Progress collect() {
        Batch batch = reader.next();
        if (batch != null) {
            sink.accept(outer.spill().restoredBuild(batch));
            return Progress.NEED_INPUT;
        }
        sink.finish();
        sink.close();
        sink = null;
        reader.close();
        reader = outer.spill().probe().reader(partition);
        build.complete();
        probe = new HashJoinProbe(build).create();
        probeEnded = false;
        step = Step.PROBE;
        return Progress.NEED_INPUT;
    }

    private Progress probe() {
        switch (probe.advance()) {
            case HAVE_OUTPUT -> {
                ready = probe.takeOutput();
                return Progress.HAVE_OUTPUT;
            }
            case NEED_INPUT -> {
                Batch batch = probeEnded ? null : reader.next();
                if (batch != null) {
                    probe.addInput(outer.spill().restoredProbe(batch));
                } else {
                    probeEnded = true;
                    probe.noMoreInput();
                }
            }
            case FINISHED -> {
                if (!probeEnded) {
                    probe.noMoreInput();
                }
                probe.close();
                probe = null;
                reader.close();
                reader = null;
                if (UnmatchedBuildRows.needed(build.join().kind())) {
                    unmatched = new UnmatchedBuildRows(build).create();
                    step = Step.UNMATCHED;
                } else {
                    goDeeper();
                }
            }
            case BLOCKED -> throw new IllegalStateException("a probe does not wait");
        }
        return Progress.NEED_INPUT;
    }

    private void goDeeper() {
        if (build.spill().mask() == 0) {
            end();
            return;
        }
        build.freeTable();
        deeper = new SpilledJoinSource(build, new AtomicInteger());
        step = Step.DEEPER;
    }

    private Progress emit(Source source) {
        Progress progress = source.advance();
        switch (progress) {
            case HAVE_OUTPUT -> ready = source.takeOutput();
            case FINISHED -> {
                source.close();
                if (step == Step.UNMATCHED) {
                    unmatched = null;
                    goDeeper();
                } else {
                    deeper = null;
                    end();
                }
                return Progress.NEED_INPUT;
            }
            case NEED_INPUT, BLOCKED -> { }
        }
        return progress;
    }

    private void end() {
        build.close();
        build = null;
        step = Step.NEXT;
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
        if (sink != null) {
            sink.close();
        }
        if (reader != null) {
            reader.close();
        }
        if (probe != null) {
            probe.close();
        }
        if (unmatched != null) {
            unmatched.close();
        }
        if (deeper != null) {
            deeper.close();
        }
        if (build != null) {
            build.close();
        }
        step = Step.ENDED;
    }
}
