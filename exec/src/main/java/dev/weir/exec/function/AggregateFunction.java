package dev.weir.exec.function;

import dev.weir.exec.type.SqlType;
import java.util.List;
import java.util.Optional;

/// An aggregate function. Runs in one step, or in two: PARTIAL yields the intermediate columns, FINAL merges them.
///
/// @param name         lower case; the identity on the wire
/// @param resolver     argument types to coerced arguments, intermediate columns and result
/// @param onEmpty      what no rows yield
/// @param description  one sentence
/// @param accumulator  the sort of state; `exec.operator.aggregate` has the kernels for each
public record AggregateFunction(
        String name,
        Resolver resolver,
        OnEmpty onEmpty,
        String description,
        Accumulator accumulator) {

    public enum OnEmpty { NULL, ZERO }

    /// The state that is kept for a group. COUNT without an argument counts rows, with one its values that are not NULL.
    public enum Accumulator {
        COUNT, COUNT_IF, SUM, AVG, MIN, MAX, ANY_VALUE, BOOL_AND, BOOL_OR,
        VARIANCE_SAMPLE, VARIANCE_POPULATION, STDDEV_SAMPLE, STDDEV_POPULATION
    }

    public record Signature(List<SqlType> arguments, List<SqlType> intermediate, SqlType result) {
        public Signature {
            arguments = List.copyOf(arguments);
            intermediate = List.copyOf(intermediate);
        }
    }

    @FunctionalInterface
    public interface Resolver {
        Optional<Signature> resolve(List<SqlType> arguments);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AggregateFunction function && function.name.equals(name);
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
