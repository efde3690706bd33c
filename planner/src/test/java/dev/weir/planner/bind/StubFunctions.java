package dev.weir.planner.bind;

import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Functions with signatures and no kernels, so that binding is tested apart from execution.
final class StubFunctions implements FunctionLookup {
    static final FunctionLookup INSTANCE = new StubFunctions();

    private final TreeMap<String, ScalarFunction> functions = new TreeMap<>();

    private StubFunctions() {
        add("year", types -> one(types, SqlType.DATE, SqlType.BIGINT));
        add("concat", types -> all(types, SqlType.VARCHAR));
        add("upper", types -> all(types, SqlType.VARCHAR));
        add("substring", types -> types.size() == 3
                ? Optional.of(new ScalarFunction.Signature(List.of(SqlType.VARCHAR, SqlType.BIGINT, SqlType.BIGINT), SqlType.VARCHAR))
                : Optional.empty());
        add("abs", types -> types.size() == 1 && types.getFirst().isNumeric()
                ? Optional.of(new ScalarFunction.Signature(types, types.getFirst()))
                : Optional.empty());
        add("current_date", _ -> Optional.of(new ScalarFunction.Signature(List.of(), SqlType.DATE)));
    }

    private void add(String name, ScalarFunction.Resolver resolver) {
        functions.put(name, new ScalarFunction(
                name, List.of(), resolver, ScalarFunction.Nulls.RETURN_NULL, true, false, "", List.of(new ScalarFunction.Example(name + "(..)", "")),
                _ -> null));
    }

    private static Optional<ScalarFunction.Signature> one(List<SqlType> types, SqlType argument, SqlType result) {
        return types.equals(List.of(argument)) ? Optional.of(new ScalarFunction.Signature(types, result)) : Optional.empty();
    }

    private static Optional<ScalarFunction.Signature> all(List<SqlType> types, SqlType type) {
        boolean fits = types.stream().allMatch(given -> given.isString() || given instanceof SqlType.Unknown);
        return fits ? Optional.of(new ScalarFunction.Signature(types.stream().map(_ -> type).toList(), type)) : Optional.empty();
    }

    @Override
    public Optional<ScalarFunction> scalar(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    @Override
    public Optional<AggregateFunction> aggregate(String name) {
        return FunctionRegistry.aggregate(name);
    }

    @Override
    public Collection<String> names() {
        java.util.TreeSet<String> names = new java.util.TreeSet<>(functions.keySet());
        names.addAll(FunctionRegistry.aggregates().keySet());
        names.addAll(FunctionRegistry.windows().keySet());
        return names;
    }
}
