package dev.weir.exec.function.aggregate;

import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.AggregateFunction.Accumulator;
import dev.weir.exec.function.AggregateFunction.OnEmpty;
import dev.weir.exec.function.AggregateFunction.Signature;
import dev.weir.exec.type.SqlType;
import dev.weir.exec.type.TypeRules;
import java.util.List;
import java.util.Optional;

/// The list of aggregate functions with their types: sums of integers are bigint, of decimals decimal(38, s), averages
/// of decimals have four more digits of scale; everything else averages as double.
public final class AggregateFunctions {
    /// count(*); count(x) has an argument.
    public static final AggregateFunction COUNT = new AggregateFunction(
            "count", AggregateFunctions::count, OnEmpty.ZERO, "Counts rows, or the values that are not NULL.", Accumulator.COUNT);
    public static final AggregateFunction COUNT_IF = new AggregateFunction(
            "count_if", types -> predicate(types, SqlType.BIGINT), OnEmpty.ZERO, "Counts the rows for which the condition is true.", Accumulator.COUNT_IF);
    public static final AggregateFunction SUM = new AggregateFunction(
            "sum", AggregateFunctions::sum, OnEmpty.NULL, "Adds up the values; an overflow is an error.", Accumulator.SUM);
    public static final AggregateFunction AVG = new AggregateFunction(
            "avg", AggregateFunctions::average, OnEmpty.NULL, "The mean of the values.", Accumulator.AVG);
    public static final AggregateFunction MIN = new AggregateFunction(
            "min", AggregateFunctions::ordered, OnEmpty.NULL, "The least value.", Accumulator.MIN);
    public static final AggregateFunction MAX = new AggregateFunction(
            "max", AggregateFunctions::ordered, OnEmpty.NULL, "The greatest value.", Accumulator.MAX);
    public static final AggregateFunction ANY_VALUE = new AggregateFunction(
            "any_value", AggregateFunctions::any, OnEmpty.NULL, "Some value that is not NULL.", Accumulator.ANY_VALUE);
    public static final AggregateFunction ARBITRARY = new AggregateFunction(
            "arbitrary", AggregateFunctions::any, OnEmpty.NULL, "Some value that is not NULL; any_value by another name.", Accumulator.ANY_VALUE);
    public static final AggregateFunction BOOL_AND = new AggregateFunction(
            "bool_and", types -> predicate(types, SqlType.BOOLEAN), OnEmpty.NULL, "Whether all values are true.", Accumulator.BOOL_AND);
    public static final AggregateFunction BOOL_OR = new AggregateFunction(
            "bool_or", types -> predicate(types, SqlType.BOOLEAN), OnEmpty.NULL, "Whether some value is true.", Accumulator.BOOL_OR);
    public static final AggregateFunction VAR_SAMP = variance("var_samp", "The sample variance.", Accumulator.VARIANCE_SAMPLE);
    public static final AggregateFunction VARIANCE = variance("variance", "The sample variance.", Accumulator.VARIANCE_SAMPLE);
    public static final AggregateFunction VAR_POP = variance("var_pop", "The population variance.", Accumulator.VARIANCE_POPULATION);
    public static final AggregateFunction STDDEV_SAMP = variance("stddev_samp", "The sample standard deviation.", Accumulator.STDDEV_SAMPLE);
    public static final AggregateFunction STDDEV = variance("stddev", "The sample standard deviation.", Accumulator.STDDEV_SAMPLE);
    public static final AggregateFunction STDDEV_POP = variance("stddev_pop", "The population standard deviation.", Accumulator.STDDEV_POPULATION);

    public static final List<AggregateFunction> ALL = List.of(
            COUNT, COUNT_IF, SUM, AVG, MIN, MAX, ANY_VALUE, ARBITRARY, BOOL_AND, BOOL_OR,
            VAR_SAMP, VARIANCE, VAR_POP, STDDEV_SAMP, STDDEV, STDDEV_POP);

    private AggregateFunctions() {}

    private static Optional<Signature> count(List<SqlType> types) {
        return types.size() > 1 ? Optional.empty() : Optional.of(new Signature(types, List.of(SqlType.BIGINT), SqlType.BIGINT));
    }

    private static Optional<Signature> sum(List<SqlType> types) {
        if (types.size() != 1) {
            return Optional.empty();
        }
        return switch (types.getFirst()) {
            case SqlType.Integral _ -> same(types, SqlType.BIGINT);
            case SqlType.Decimal decimal -> same(types, TypeRules.sum(decimal));
            case SqlType.Real _ -> same(types, SqlType.REAL, SqlType.DOUBLE);
            case SqlType.Double _ -> same(types, SqlType.DOUBLE);
            case SqlType.IntervalYearMonth _, SqlType.IntervalDaySecond _ -> same(types, types.getFirst());
            case SqlType.Unknown _ -> same(List.of(SqlType.BIGINT), SqlType.BIGINT);
            default -> Optional.empty();
        };
    }

    private static Optional<Signature> average(List<SqlType> types) {
        if (types.size() != 1) {
            return Optional.empty();
        }
        return switch (types.getFirst()) {
            case SqlType.Decimal decimal ->
                    Optional.of(new Signature(types, List.of(TypeRules.sum(decimal), SqlType.BIGINT), TypeRules.average(decimal)));
            case SqlType.Integral _, SqlType.Real _, SqlType.Double _, SqlType.Unknown _ ->
                    Optional.of(new Signature(List.of(SqlType.DOUBLE), List.of(SqlType.DOUBLE, SqlType.BIGINT), SqlType.DOUBLE));
            default -> Optional.empty();
        };
    }

    private static Optional<Signature> ordered(List<SqlType> types) {
        return types.size() == 1 && types.getFirst().isOrderable() ? same(types, types.getFirst()) : Optional.empty();
    }

    private static Optional<Signature> any(List<SqlType> types) {
        return types.size() == 1 ? same(types, types.getFirst()) : Optional.empty();
    }

    private static Optional<Signature> predicate(List<SqlType> types, SqlType result) {
        boolean fits = types.size() == 1 && (types.getFirst() instanceof SqlType.Bool || types.getFirst() instanceof SqlType.Unknown);
        return fits ? Optional.of(new Signature(List.of(SqlType.BOOLEAN), List.of(result), result)) : Optional.empty();
    }

    private static Optional<Signature> same(List<SqlType> arguments, SqlType result) {
        return Optional.of(new Signature(arguments, List.of(result), result));
    }

    private static Optional<Signature> same(List<SqlType> arguments, SqlType result, SqlType intermediate) {
        return Optional.of(new Signature(arguments, List.of(intermediate), result));
    }

    /// Welford's state: count, mean, sum of squared distances.
    private static AggregateFunction variance(String name, String description, Accumulator accumulator) {
        return new AggregateFunction(name, types -> types.size() == 1 && (types.getFirst().isNumeric() || types.getFirst() instanceof SqlType.Unknown)
                ? Optional.of(new Signature(List.of(SqlType.DOUBLE), List.of(SqlType.BIGINT, SqlType.DOUBLE, SqlType.DOUBLE), SqlType.DOUBLE))
                : Optional.empty(), OnEmpty.NULL, description, accumulator);
    }
}
