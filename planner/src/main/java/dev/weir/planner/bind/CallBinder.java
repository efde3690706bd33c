package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.Coercion.Operand;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Argument;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.SqlExpression.NullTreatment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Binds calls: scalar functions, the forms that look like functions, and the computation of aggregates.
final class CallBinder {
    private final ExpressionBinder binder;

    CallBinder(ExpressionBinder binder) {
        this.binder = binder;
    }

    /// Tells whether a call is an aggregate by name; those are computed below the expression that they stand in.
    static boolean isAggregate(SqlExpression.FunctionCall call, FunctionLookup functions) {
        return call.over().isEmpty() && call.name().parts().size() == 1 && functions.aggregate(name(call)).isPresent();
    }

    private static String name(SqlExpression.FunctionCall call) {
        return call.name().last().text().toLowerCase(Locale.ROOT);
    }

    Expression call(SqlExpression.FunctionCall call) {
        Optional<Expression> special = binder.context().special(call);
        if (special.isPresent()) {
            return special.get();
        }
        String name = name(call);
        if (call.over().isPresent()) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "Window function is not allowed in " + binder.clause() + ": " + name, call.position(),
                    binder.clause().equals("WHERE") || binder.clause().equals("HAVING") ? "conditions on window functions go to QUALIFY" : "");
        }
        if (isAggregate(call, binder.context().functions())) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "Aggregate is not allowed in " + binder.clause() + ": " + name, call.position(),
                    binder.clause().equals("WHERE") ? "conditions on aggregates go to HAVING" : "");
        }
        if (binder.context().functions().window(name).isPresent() && call.name().parts().size() == 1) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "Window function needs OVER: " + name, call.position(), name + "(..) OVER (..)");
        }
        if (call.name().parts().size() > 1) {
            throw notFound(call.name().toString(), call.position());
        }
        if (name.equals("grouping")) {
            return binder.grouping().orElseThrow(() -> new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "GROUPING is not allowed in " + binder.clause(), call.position())).grouping(call, binder);
        }
        checkPlain(call, name);
        List<Operand> arguments = binder.operands(values(call, name));
        return switch (name) {
            case "coalesce" -> coalesce(arguments, call.position());
            case "nullif" -> {
                checkCount(arguments, 2, 2, name, call.position());
                OperatorBinder operators = new OperatorBinder(binder);
                Expression equal = operators.compare(Expression.Comparison.Operator.EQUAL, arguments.get(0), arguments.get(1));
                Operand none = new Operand(Literal.ofNull(SqlType.UNKNOWN), call.position());
                yield operators.choose(List.of(equal), List.of(none, arguments.getFirst()));
            }
            case "if" -> {
                checkCount(arguments, 2, 3, name, call.position());
                Expression condition = binder.coercion().condition(arguments.getFirst(), "The condition of IF");
                Operand otherwise = arguments.size() == 3 ? arguments.get(2) : new Operand(Literal.ofNull(SqlType.UNKNOWN), call.position());
                yield new OperatorBinder(binder).choose(List.of(condition), List.of(arguments.get(1), otherwise));
            }
            default -> function(name, arguments, call.position());
        };
    }

    private static void checkPlain(SqlExpression.FunctionCall call, String name) {
        if (call.star() || call.distinct() || call.filter().isPresent() || !call.orderBy().isEmpty()
                || call.nulls() != NullTreatment.UNSPECIFIED) {
            throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "Only aggregates take *, DISTINCT, ORDER BY, FILTER and IGNORE NULLS: " + name, call.position());
        }
    }

    private static List<SqlExpression> values(SqlExpression.FunctionCall call, String name) {
        List<SqlExpression> values = new ArrayList<>();
        for (Argument argument : call.arguments()) {
            if (argument.name().isPresent()) {
                throw BindContext.notSupported("named argument of " + name, argument.position());
            }
            values.add(argument.value());
        }
        return values;
    }

    private static void checkCount(List<Operand> arguments, int least, int most, String name, Position position) {
        if (arguments.size() < least || arguments.size() > most) {
            throw new QueryException(
                    ErrorCode.TYPE_MISMATCH,
                    "Function " + name + " takes " + (least == most ? least : least + " to " + most) + " arguments: " + arguments.size(),
                    position);
        }
    }

    private Expression coalesce(List<Operand> arguments, Position position) {
        checkCount(arguments, 1, Integer.MAX_VALUE, "coalesce", position);
        List<Expression> operands = binder.coercion().unify(arguments, "COALESCE");
        return operands.size() == 1 ? operands.getFirst() : new Expression.Coalesce(operands);
    }

    /// Makes the call of a scalar function, its arguments converted to what it takes.
    Expression function(String name, List<Operand> arguments, Position position) {
        ScalarFunction function = binder.context().functions().scalar(name).orElseThrow(() -> notFound(name, position));
        ScalarFunction.Signature signature = function.resolver().resolve(types(arguments)).orElseThrow(() -> new QueryException(
                ErrorCode.TYPE_MISMATCH, "Function " + name + " does not take " + describe(arguments), position,
                function.examples().isEmpty() ? "" : "for example " + function.examples().getFirst().call()));
        return new Expression.Call(function, converted(arguments, signature.arguments()), signature.result(),
                binder.context().origin(position));
    }

    private QueryException notFound(String name, Position position) {
        return new QueryException(
                ErrorCode.FUNCTION_NOT_FOUND, "Function not found: " + name, position,
                Suggestions.didYouMean(name, binder.context().functions().names()));
    }

    private static List<SqlType> types(List<Operand> operands) {
        return operands.stream().map(Operand::type).toList();
    }

    private static String describe(List<Operand> operands) {
        return operands.stream().map(operand -> operand.type().toString()).toList().toString().replace('[', '(').replace(']', ')');
    }

    private List<Expression> converted(List<Operand> arguments, List<SqlType> types) {
        List<Expression> converted = new ArrayList<>(arguments.size());
        for (int i = 0; i < arguments.size(); i++) {
            converted.add(binder.coercion().convert(arguments.get(i), types.get(i)));
        }
        return converted;
    }

    Expression extract(SqlExpression.Extract e) {
        String function = switch (e.field()) {
            case "year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond" -> e.field();
            case "years", "months", "days", "hours", "minutes", "seconds" -> e.field().substring(0, e.field().length() - 1);
            case "day_of_month" -> "day";
            case "dow", "day_of_week" -> "day_of_week";
            case "doy", "day_of_year" -> "day_of_year";
            case "epoch" -> "to_unixtime";
            default -> throw new QueryException(
                    ErrorCode.INVALID_ARGUMENT, "Unknown field of EXTRACT: " + e.field(), e.position(),
                    "known are year, quarter, month, week, day, day_of_week, day_of_year, hour, minute, second, millisecond, epoch");
        };
        return function(function, List.of(binder.operand(e.value())), e.position());
    }

    Expression currentValue(SqlExpression.CurrentValue e) {
        BindSettings settings = binder.context().settings();
        return switch (e.kind()) {
            case CURRENT_DATE -> function("current_date", List.of(), e.position());
            case CURRENT_TIMESTAMP -> function("current_timestamp", List.of(), e.position());
            case LOCALTIMESTAMP -> function("localtimestamp", List.of(), e.position());
            case CURRENT_TIME, LOCALTIME -> {
                Expression now = function("localtimestamp", List.of(), e.position());
                yield new Expression.Cast(now, SqlType.TIME, binder.context().origin(e.position()));
            }
            case CURRENT_USER -> Literal.ofString(settings.user());
            case CURRENT_CATALOG -> Literal.ofString(settings.domain());
            case CURRENT_SCHEMA -> Literal.ofString(settings.product());
        };
    }

    /// Makes the computation of an aggregate over the rows before grouping.
    LogicalPlan.Aggregate.Call aggregate(SqlExpression.FunctionCall call) {
        String name = name(call);
        AggregateFunction function = binder.context().functions().aggregate(name).orElseThrow();
        if (call.nulls() != NullTreatment.UNSPECIFIED) {
            throw BindContext.notSupported("IGNORE NULLS in " + name, call.position());
        }
        if (call.star() && !name.equals("count")) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "Function " + name + " does not take *", call.position());
        }
        List<Operand> arguments = binder.operands(values(call, name));
        if (call.distinct() && arguments.isEmpty()) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "DISTINCT needs an argument in " + name, call.position());
        }
        AggregateFunction.Signature signature = function.resolver().resolve(types(arguments)).orElseThrow(() -> new QueryException(
                ErrorCode.TYPE_MISMATCH, "Function " + name + " does not take " + describe(arguments), call.position(),
                !arguments.isEmpty() && arguments.getFirst().type().isString() ? "convert the string with CAST" : ""));
        Expression filter = call.filter().isEmpty()
                ? null
                : binder.coercion().condition(binder.operand(call.filter().get()), "The condition of FILTER");
        LogicalColumn output = binder.context().column(name, signature.result());
        return new LogicalPlan.Aggregate.Call(
                output, function, converted(arguments, signature.arguments()), call.distinct(), filter, signature,
                binder.context().origin(call.position()));
    }
}
