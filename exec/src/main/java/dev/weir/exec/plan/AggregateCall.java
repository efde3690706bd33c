package dev.weir.exec.plan;

import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.type.SqlType;
import java.util.List;

/// One aggregate of an {@link PhysicalPlan.Aggregate}.
///
/// @param arguments positions in the input, empty for count(*); in the FINAL step the intermediate columns
/// @param distinct  only in the SINGLE step
/// @param filter    position of a boolean column that must be true, or -1; not in the FINAL step
/// @param signature the types as resolved for the original arguments, the same in all steps
public record AggregateCall(
        AggregateFunction function, List<Integer> arguments, boolean distinct, int filter, AggregateFunction.Signature signature, Origin origin) {
    public AggregateCall {
        arguments = List.copyOf(arguments);
    }

    public AggregateCall(
            AggregateFunction function, List<Integer> arguments, boolean distinct, int filter, AggregateFunction.Signature signature) {
        this(function, arguments, distinct, filter, signature, Origin.NONE);
    }

    public SqlType type() {
        return signature.result();
    }
}
