package dev.weir.planner.bind;

import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.WindowFunction;
import java.util.Collection;
import java.util.Optional;

/// Finds functions by name; lets tests bind against functions of their own.
public interface FunctionLookup {
    FunctionLookup REGISTRY = new FunctionLookup() {
        @Override
        public Optional<ScalarFunction> scalar(String name) {
            return FunctionRegistry.scalar(name);
        }

        @Override
        public Optional<AggregateFunction> aggregate(String name) {
            return FunctionRegistry.aggregate(name);
        }

        @Override
        public Optional<WindowFunction> window(String name) {
            return FunctionRegistry.window(name);
        }

        @Override
        public Collection<String> names() {
            return FunctionRegistry.names();
        }
    };

    Optional<ScalarFunction> scalar(String name);

    Optional<AggregateFunction> aggregate(String name);

    /// Functions that exist over windows only.
    default Optional<WindowFunction> window(String name) {
        return FunctionRegistry.window(name);
    }

    /// All names, for suggestions.
    Collection<String> names();
}
