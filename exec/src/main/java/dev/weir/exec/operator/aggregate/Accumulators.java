package dev.weir.exec.operator.aggregate;

import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.type.SqlType;
import org.apache.arrow.memory.BufferAllocator;

/// Picks the accumulator of an aggregate call.
final class Accumulators {
    private Accumulators() {}

    /// @param keyless whether group 0 exists without rows
    static Accumulator of(AggregateCall call, boolean keyless, BufferAllocator allocator) {
        AggregateFunction.Signature signature = call.signature();
        Accumulator plain = switch (call.function().accumulator()) {
            case COUNT -> new Count(false, allocator);
            case COUNT_IF -> new Count(true, allocator);
            case SUM -> isFloating(signature.result())
                    ? new DoubleSum(signature.result(), keyless, allocator)
                    : new ExactSum(signature.result(), keyless, allocator);
            case AVG -> new Average(signature.intermediate().getFirst(), signature.result(), keyless, allocator);
            case MIN -> extreme(signature.result(), Extreme.LEAST, keyless, allocator);
            case MAX -> extreme(signature.result(), Extreme.GREATEST, keyless, allocator);
            case ANY_VALUE -> extreme(signature.result(), Extreme.ANY, keyless, allocator);
            case BOOL_AND -> extreme(SqlType.BOOLEAN, Extreme.LEAST, keyless, allocator);
            case BOOL_OR -> extreme(SqlType.BOOLEAN, Extreme.GREATEST, keyless, allocator);
            case VARIANCE_SAMPLE, VARIANCE_POPULATION, STDDEV_SAMPLE, STDDEV_POPULATION -> new Variance(call.function().accumulator(), allocator);
        };
        return call.distinct() && countsTwice(call.function().accumulator())
                ? new Distinct(plain, signature.arguments().getFirst(), allocator)
                : plain;
    }

    /// Whether a value that comes twice makes a difference.
    private static boolean countsTwice(AggregateFunction.Accumulator kind) {
        return switch (kind) {
            case MIN, MAX, ANY_VALUE, BOOL_AND, BOOL_OR -> false;
            case COUNT, COUNT_IF, SUM, AVG, VARIANCE_SAMPLE, VARIANCE_POPULATION, STDDEV_SAMPLE, STDDEV_POPULATION -> true;
        };
    }

    private static boolean isFloating(SqlType type) {
        return type instanceof SqlType.Double || type instanceof SqlType.Real;
    }

    private static Accumulator extreme(SqlType type, Extreme extreme, boolean keyless, BufferAllocator allocator) {
        return switch (type.physical()) {
            case BOOL, INT8, INT16, INT32, INT64 -> new IntegerExtreme(type, extreme, keyless, allocator);
            case INT128 -> new WideExtreme(type, extreme, keyless, allocator);
            case FLOAT32, FLOAT64 -> new DoubleExtreme(type, extreme, keyless, allocator);
            case VIEW -> new StringExtreme(type, extreme, allocator);
        };
    }
}
