package dev.weir.exec.pipeline;

import dev.weir.exec.operator.OperatorFactory;
import dev.weir.exec.operator.SinkFactory;
import dev.weir.exec.operator.SourceFactory;
import java.util.List;

/// A source, streaming operators and a sink, driven by several threads that share nothing but the factories.
///
/// @param operators from the source to the sink
/// @param after     breakers that must be complete before this starts; they stay open until it has ended
/// @param behind    pipelines that must have ended before this starts (unmatched build rows come after all probing)
record Pipeline(
        int id, Stage<SourceFactory> source, List<Stage<OperatorFactory>> operators, Stage<SinkFactory> sink,
        List<SinkFactory> after, List<Pipeline> behind) {
    Pipeline {
        operators = List.copyOf(operators);
        after = List.copyOf(after);
        behind = List.copyOf(behind);
    }

    /// A factory and the preorder number of the plan node that it is part of.
    record Stage<F extends AutoCloseable>(int node, F factory) {}

    @Override
    public String toString() {
        return "pipeline " + id;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return id;
    }
}
