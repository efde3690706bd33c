package dev.weir.exec.function;

import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.function.scalar.ScalarFunctions;
import dev.weir.exec.function.window.WindowFunctions;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All functions by name and alias.
public final class FunctionRegistry {
    private static final Map<String, ScalarFunction> SCALAR = new TreeMap<>();
    private static final Map<String, ScalarFunction> LISTED = new TreeMap<>();
    private static final Map<String, AggregateFunction> AGGREGATE = new TreeMap<>();
    private static final Map<String, WindowFunction> WINDOW = new TreeMap<>();

    static {
        for (ScalarFunction function : ScalarFunctions.ALL) {
            add(SCALAR, function.name(), function);
            for (String alias : function.aliases()) {
                add(SCALAR, alias, function);
            }
        }
        for (AggregateFunction function : AggregateFunctions.ALL) {
            add(AGGREGATE, function.name(), function);
        }
        for (WindowFunction function : WindowFunctions.ALL) {
            add(WINDOW, function.name(), function);
        }
        SCALAR.forEach((name, function) -> {
            // names with a dollar are the planner's own
            if (!name.startsWith("$")) {
                LISTED.put(name, function);
            }
        });
    }

    private FunctionRegistry() {}

    public static Optional<ScalarFunction> scalar(String name) {
        return Optional.ofNullable(SCALAR.get(name));
    }

    public static Optional<AggregateFunction> aggregate(String name) {
        return Optional.ofNullable(AGGREGATE.get(name));
    }

    /// Functions that exist over windows only; every aggregate can be used over one, too.
    public static Optional<WindowFunction> window(String name) {
        return Optional.ofNullable(WINDOW.get(name));
    }

    /// Names and aliases that users may write, with what they stand for, sorted.
    public static Map<String, ScalarFunction> scalars() {
        return Collections.unmodifiableMap(LISTED);
    }

    public static Map<String, AggregateFunction> aggregates() {
        return Collections.unmodifiableMap(AGGREGATE);
    }

    public static Map<String, WindowFunction> windows() {
        return Collections.unmodifiableMap(WINDOW);
    }

    public static Collection<String> names() {
        TreeMap<String, Object> all = new TreeMap<>(LISTED);
        all.putAll(AGGREGATE);
        all.putAll(WINDOW);
        return all.keySet();
    }

    private static <F> void add(Map<String, F> functions, String name, F function) {
        if (functions.put(name, function) != null) {
            throw new IllegalStateException("two functions are called " + name);
        }
    }
}
