package dev.weir.exec.function.scalar;

import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Example;
import dev.weir.exec.function.ScalarFunction.KernelFactory;
import dev.weir.exec.function.ScalarFunction.Nulls;
import dev.weir.exec.function.ScalarFunction.Resolver;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Declares a scalar function. Unless said otherwise it answers NULL to NULL, is deterministic, and may fail.
final class FunctionBuilder {
    private final String name;
    private final List<String> aliases = new ArrayList<>();
    private final List<Resolver> overloads = new ArrayList<>();
    private final List<Example> examples = new ArrayList<>();
    private final String description;
    private Nulls nulls = Nulls.RETURN_NULL;
    private boolean neverFails;

    private FunctionBuilder(String name, String description) {
        this.name = name;
        this.description = description;
    }

    static FunctionBuilder function(String name, String description) {
        return new FunctionBuilder(name, description);
    }

    FunctionBuilder alias(String... others) {
        aliases.addAll(List.of(others));
        return this;
    }

    /// Adds an overload; the first that fits wins.
    FunctionBuilder resolve(Resolver resolver) {
        overloads.add(resolver);
        return this;
    }

    /// Adds an overload of fixed types, the result first; arguments are coerced to them.
    FunctionBuilder takes(SqlType result, SqlType... parameters) {
        return resolve(types -> fixed(types, List.of(parameters), result));
    }

    /// Adds an overload of one number that answers its own type.
    FunctionBuilder takesAnyInteger() {
        return resolve(types -> types.size() == 1 && types.getFirst() instanceof SqlType.Integral
                ? Optional.of(new Signature(types, types.getFirst())) : Optional.empty());
    }

    /// Adds an overload of a double; other numbers become one.
    FunctionBuilder takesDouble() {
        return takes(SqlType.DOUBLE, SqlType.DOUBLE);
    }

    FunctionBuilder neverFails() {
        neverFails = true;
        return this;
    }

    FunctionBuilder passesNulls() {
        nulls = Nulls.PASSED_ON;
        return this;
    }

    FunctionBuilder example(String call, String result) {
        examples.add(new Example(call, result));
        return this;
    }

    ScalarFunction runs(KernelFactory kernels) {
        List<Resolver> all = List.copyOf(overloads);
        Resolver resolver = types -> {
            for (Resolver overload : all) {
                Optional<Signature> signature = overload.resolve(types);
                if (signature.isPresent()) {
                    return signature;
                }
            }
            return Optional.empty();
        };
        return new ScalarFunction(name, List.copyOf(aliases), resolver, nulls, true, neverFails, description, List.copyOf(examples), kernels);
    }

    static Optional<Signature> fixed(List<SqlType> types, List<SqlType> parameters, SqlType result) {
        if (types.size() != parameters.size()) {
            return Optional.empty();
        }
        for (int i = 0; i < types.size(); i++) {
            if (!TypeRules.coercible(types.get(i), parameters.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Signature(parameters, result));
    }
}
