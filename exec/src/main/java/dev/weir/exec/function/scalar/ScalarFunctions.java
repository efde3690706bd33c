package dev.weir.exec.function.scalar;

import dev.weir.exec.function.ScalarFunction;
import java.util.List;

/// The list of scalar functions. Adding one: write its file, add its constant here.
public final class ScalarFunctions {
    public static final List<ScalarFunction> ALL = List.of(SingleRowCheck.FUNCTION);

    private ScalarFunctions() {}
}
