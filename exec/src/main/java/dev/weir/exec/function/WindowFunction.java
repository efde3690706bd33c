package dev.weir.exec.function;

import dev.weir.exec.type.SqlType;
import java.util.List;
import java.util.Optional;

/// A function that is computed for each row over rows near it. Every aggregate is one, see {@link #of}.
///
/// @param name        lower case; the identity on the wire
/// @param kind        what is computed; `exec.operator.window` has the kernels
/// @param resolver    argument types to coerced arguments and result
/// @param description one sentence
/// @param aggregate   what AGGREGATE computes over the frame; null for the other kinds
public record WindowFunction(String name, Kind kind, Resolver resolver, String description, AggregateFunction aggregate) {
    public enum Kind {
        ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE, AGGREGATE;

        /// Whether the result depends on the frame; the others look at the whole partition.
        public boolean usesFrame() {
            return switch (this) {
                case FIRST_VALUE, LAST_VALUE, NTH_VALUE, AGGREGATE -> true;
                case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, LAG, LEAD -> false;
            };
        }

        /// Whether IGNORE NULLS may be said.
        public boolean picksValue() {
            return switch (this) {
                case LAG, LEAD, FIRST_VALUE, LAST_VALUE, NTH_VALUE -> true;
                case ROW_NUMBER, RANK, DENSE_RANK, PERCENT_RANK, CUME_DIST, NTILE, AGGREGATE -> false;
            };
        }

        /// Whether it numbers rows from 1 in their order, so that rows behind the first k need not be there to number those.
        public boolean numbers() {
            return this == ROW_NUMBER || this == RANK || this == DENSE_RANK;
        }
    }

    public record Signature(List<SqlType> arguments, SqlType result) {
        public Signature {
            arguments = List.copyOf(arguments);
        }
    }

    @FunctionalInterface
    public interface Resolver {
        Optional<Signature> resolve(List<SqlType> arguments);
    }

    /// The aggregate over a frame.
    public static WindowFunction of(AggregateFunction aggregate) {
        return new WindowFunction(
                aggregate.name(), Kind.AGGREGATE,
                types -> aggregate.resolver().resolve(types).map(signature -> new Signature(signature.arguments(), signature.result())),
                aggregate.description(), aggregate);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WindowFunction function && function.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
