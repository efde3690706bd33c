package dev.weir.exec.plan;

import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.type.SqlType;
import java.util.List;

/// One function of a {@link PhysicalPlan.Window}. Its partitions and peers are those of the leading sort keys of the node.
///
/// @param arguments     positions in the input; for lag and lead: value, offset, default, the latter two where given
/// @param partitionKeys rows that agree in so many leading sort keys are a partition
/// @param orderKeys     rows that agree in so many keys more are peers
public record WindowCall(
        WindowFunction function, List<Integer> arguments, WindowFunction.Signature signature, boolean ignoreNulls, WindowFrame frame,
        int partitionKeys, int orderKeys, Origin origin) {
    public WindowCall {
        arguments = List.copyOf(arguments);
    }

    public WindowCall(
            WindowFunction function, List<Integer> arguments, WindowFunction.Signature signature, boolean ignoreNulls, WindowFrame frame,
            int partitionKeys, int orderKeys) {
        this(function, arguments, signature, ignoreNulls, frame, partitionKeys, orderKeys, Origin.NONE);
    }

    public SqlType type() {
        return signature.result();
    }
}
