package dev.weir.exec.function.scalar;

import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.function.ScalarFunction.Signature;
import dev.weir.exec.type.SqlType;
import java.util.Optional;

/// typeof.
final class TypeOf {
    static final ScalarFunction TYPEOF = FunctionBuilder.function("typeof", "Names the type of its argument.")
            .resolve(types -> types.size() == 1 ? Optional.of(new Signature(types, SqlType.VARCHAR)) : Optional.empty())
            .passesNulls()
            .neverFails()
            .example("typeof(1.50)", "'decimal(3,2)'")
            .example("typeof(NULL)", "'unknown'")
            .runs(signature -> {
                String name = signature.arguments().getFirst().toString();
                return RowKernel.constant(SqlType.VARCHAR, (_, _) -> name);
            });

    private TypeOf() {}
}
