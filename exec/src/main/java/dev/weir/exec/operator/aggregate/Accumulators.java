package dev.weir.exec.operator.aggregate;

import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.PhysicalPlan.Aggregate.Step;
import dev.weir.exec.type.SqlType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;

/// The states that the calls of an aggregation need, each once however many calls read it.
final class Accumulators implements AutoCloseable {
    private enum Kind { COUNT, COUNT_IF, SUM, LEAST, GREATEST, ANY, VARIANCE, DISTINCT }

    /// What makes two states the same.
    ///
    /// @param function of a DISTINCT state, and of variances; else null
    private record Key(Kind kind, List<Integer> arguments, int filter, SqlType type, AggregateFunction function) {}

    /// A state and what it reads.
    ///
    /// @param origin where the first of the calls stands that need it
    record Slot(Accumulator state, List<Integer> arguments, int filter, Origin origin) {}

    private final boolean keyless;
    private final boolean merges;
    private final BufferAllocator allocator;
    private final Map<Key, Slot> slots = new LinkedHashMap<>();
    /// Counts of all rows by filter; they come after the counts of values, which look at them.
    private final Map<Integer, Slot> rowCounts = new LinkedHashMap<>();
    private final List<CallResult> results = new ArrayList<>();
    private final List<Slot> ordered;

    Accumulators(PhysicalPlan.Aggregate plan, BufferAllocator allocator) {
        this.keyless = plan.keys().isEmpty();
        this.merges = plan.step() == Step.FINAL;
        this.allocator = allocator;
        for (AggregateCall call : plan.calls()) {
            results.add(call(call));
        }
        ordered = new ArrayList<>(slots.values());
        ordered.addAll(rowCounts.values());
    }

    /// All states, in the order in which rows are to be added.
    List<Slot> slots() {
        return ordered;
    }

    /// One a call, in the plan's order.
    List<CallResult> results() {
        return results;
    }

    private CallResult call(AggregateCall call) {
        AggregateFunction.Signature signature = call.signature();
        List<Integer> arguments = call.arguments();
        AggregateFunction.Accumulator kind = call.function().accumulator();
        if (call.distinct() && countsTwice(kind)) {
            return distinct(call);
        }
        return switch (kind) {
            case COUNT -> arguments.isEmpty() ? rowCount(call.filter()) : count(arguments, call.filter());
            case COUNT_IF -> merges
                    ? count(arguments, call.filter())
                    : state(Kind.COUNT_IF, call, SqlType.BIGINT, null, new Count(true, null, allocator));
            case SUM -> sum(arguments, call, signature.result());
            case AVG -> new Average(
                    sum(arguments.subList(0, 1), call, signature.intermediate().getFirst()),
                    count(merges ? arguments.subList(1, 2) : arguments, call.filter()), signature.result(), allocator);
            case MIN -> extreme(Kind.LEAST, Extreme.LEAST, call, signature.result());
            case MAX -> extreme(Kind.GREATEST, Extreme.GREATEST, call, signature.result());
            case ANY_VALUE -> extreme(Kind.ANY, Extreme.ANY, call, signature.result());
            case BOOL_AND -> extreme(Kind.LEAST, Extreme.LEAST, call, SqlType.BOOLEAN);
            case BOOL_OR -> extreme(Kind.GREATEST, Extreme.GREATEST, call, SqlType.BOOLEAN);
            case VARIANCE_SAMPLE, VARIANCE_POPULATION, STDDEV_SAMPLE, STDDEV_POPULATION ->
                    state(Kind.VARIANCE, call, SqlType.DOUBLE, call.function(), new Variance(kind, allocator));
        };
    }

    private CallResult distinct(AggregateCall call) {
        // The states behind the set see only values that are new, so they belong to it alone.
        AggregateFunction.Signature signature = call.signature();
        AggregateFunction.Accumulator kind = call.function().accumulator();
        SqlType argument = signature.arguments().getFirst();
        return switch (kind) {
            case COUNT, COUNT_IF -> state(Kind.DISTINCT, call, SqlType.BIGINT, call.function(),
                    new Distinct(new Count(kind == AggregateFunction.Accumulator.COUNT_IF, null, allocator), argument, allocator));
            case SUM -> state(Kind.DISTINCT, call, signature.result(), call.function(), new Distinct(newSum(signature.result()), argument, allocator));
            case AVG -> {
                List<Accumulator> parts = List.of(newSum(signature.intermediate().getFirst()), new Count(false, null, allocator));
                Distinct state = (Distinct) state(Kind.DISTINCT, call, signature.result(), call.function(), new Distinct(parts, argument, allocator));
                yield new Average(state.inner().get(0), (Count) state.inner().get(1), signature.result(), allocator);
            }
            case VARIANCE_SAMPLE, VARIANCE_POPULATION, STDDEV_SAMPLE, STDDEV_POPULATION ->
                    state(Kind.DISTINCT, call, signature.result(), call.function(), new Distinct(new Variance(kind, allocator), argument, allocator));
            case MIN, MAX, ANY_VALUE, BOOL_AND, BOOL_OR -> throw new IllegalStateException("distinct makes no difference to " + kind);
        };
    }

    private Count rowCount(int filter) {
        return (Count) rowCounts.computeIfAbsent(filter, f -> new Slot(new Count(false, null, allocator), List.of(), f, Origin.NONE)).state();
    }

    private Count count(List<Integer> arguments, int filter) {
        Key key = new Key(Kind.COUNT, arguments, filter, SqlType.BIGINT, null);
        Slot slot = slots.get(key);
        if (slot == null) {
            slot = new Slot(new Count(false, merges ? null : rowCount(filter), allocator), arguments, filter, Origin.NONE);
            slots.put(key, slot);
        }
        return (Count) slot.state();
    }

    private Accumulator sum(List<Integer> arguments, AggregateCall call, SqlType type) {
        Key key = new Key(Kind.SUM, arguments, call.filter(), type, null);
        return slots.computeIfAbsent(key, _ -> new Slot(newSum(type), arguments, call.filter(), call.origin())).state();
    }

    private Accumulator newSum(SqlType type) {
        return type instanceof SqlType.Double || type instanceof SqlType.Real
                ? new DoubleSum(type, keyless, allocator)
                : new ExactSum(type, keyless, allocator);
    }

    private Accumulator extreme(Kind kind, Extreme extreme, AggregateCall call, SqlType type) {
        return state(kind, call, type, null, switch (type.physical()) {
            case BOOL, INT8, INT16, INT32, INT64 -> new IntegerExtreme(type, extreme, keyless, allocator);
            case INT128 -> new WideExtreme(type, extreme, keyless, allocator);
            case FLOAT32, FLOAT64 -> new DoubleExtreme(type, extreme, keyless, allocator);
            case VIEW -> new StringExtreme(type, extreme, allocator);
        });
    }

    /// The state there is already, else `made` (which holds no memory until it is used).
    private Accumulator state(Kind kind, AggregateCall call, SqlType type, AggregateFunction function, Accumulator made) {
        Key key = new Key(kind, call.arguments(), call.filter(), type, function);
        return slots.computeIfAbsent(key, _ -> new Slot(made, call.arguments(), call.filter(), call.origin())).state();
    }

    /// Whether a value that comes twice makes a difference.
    private static boolean countsTwice(AggregateFunction.Accumulator kind) {
        return switch (kind) {
            case MIN, MAX, ANY_VALUE, BOOL_AND, BOOL_OR -> false;
            case COUNT, COUNT_IF, SUM, AVG, VARIANCE_SAMPLE, VARIANCE_POPULATION, STDDEV_SAMPLE, STDDEV_POPULATION -> true;
        };
    }

    @Override
    public void close() {
        for (Slot slot : ordered) {
            slot.state().close();
        }
    }
}
