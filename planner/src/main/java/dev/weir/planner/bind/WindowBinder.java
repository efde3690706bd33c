package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.Position;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.Coercion.Operand;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.Argument;
import dev.weir.planner.sql.NamedWindow;
import dev.weir.planner.sql.SortItem;
import dev.weir.planner.sql.SqlExpression;
import dev.weir.planner.sql.SqlExpression.NullTreatment;
import dev.weir.planner.sql.Window;
import dev.weir.planner.sql.WindowReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Computes the window functions of a SELECT above its grouping: one node for each pair of partition and order, and tells
/// the binder of the select list which columns answer the calls.
final class WindowBinder {
    private static final String CLAUSE = "a window function";

    private final ExpressionBinder binder;
    private final BindContext context;
    private final NamedWindows named;

    /// Partition and order, over the columns below; what makes two windows share a node.
    private record Specification(List<Expression> partitionBy, List<Key> orderBy) {}

    record Key(Expression value, boolean descending, boolean nullsFirst) {}

    private record Bound(SqlExpression.FunctionCall syntax, LogicalPlan.Window.Call call) {}

    WindowBinder(ExpressionBinder binder, List<NamedWindow> windows) {
        this.binder = binder;
        this.context = binder.context();
        this.named = new NamedWindows(windows);
    }

    /// Finds the window calls of an expression, and refuses those inside others.
    static void collect(SqlExpression expression, List<SqlExpression.FunctionCall> calls) {
        if (expression instanceof SqlExpression.FunctionCall call && call.over().isPresent()) {
            calls.add(call);
            List<SqlExpression.FunctionCall> inside = new ArrayList<>();
            call.children().forEach(child -> collect(child, inside));
            if (call.over().get() instanceof Window window) {
                NamedWindows.expressions(window).forEach(child -> collect(child, inside));
            }
            if (!inside.isEmpty()) {
                throw nested(inside.getFirst());
            }
            return;
        }
        expression.children().forEach(child -> collect(child, calls));
    }

    private static QueryException nested(SqlExpression.FunctionCall call) {
        return new QueryException(
                ErrorCode.INVALID_ARGUMENT, "Window function inside a window function: " + call.name().last().text(), call.position(),
                "compute the inner one in a subquery");
    }

    /// Binds the calls and fixes them in the binder, whose plan grows by the windows.
    void bind(List<SqlExpression.FunctionCall> calls) {
        binder.clause(CLAUSE);
        for (NamedWindow window : named.all()) {
            List<SqlExpression.FunctionCall> inside = new ArrayList<>();
            NamedWindows.expressions(window.window()).forEach(expression -> collect(expression, inside));
            if (!inside.isEmpty()) {
                throw nested(inside.getFirst());
            }
            specification(named.resolve(window.window()), false);
        }
        Map<Specification, List<Bound>> specifications = new LinkedHashMap<>();
        for (SqlExpression.FunctionCall call : calls) {
            Window window = named.resolve(call.over().orElseThrow());
            boolean range = FrameBinder.needsKey(window);
            Specification specification = specification(window, range);
            specifications.computeIfAbsent(specification, _ -> new ArrayList<>()).add(new Bound(call, call(call, window, specification)));
        }
        Map<Expression, LogicalColumn> keys = new LinkedHashMap<>();
        for (Specification specification : specifications.keySet()) {
            specification.partitionBy().forEach(value -> keys.put(value, null));
            specification.orderBy().forEach(key -> keys.put(key.value(), null));
        }
        LogicalPlan plan = KeyColumns.added(binder.plan(), keys, context);
        for (Map.Entry<Specification, List<Bound>> entry : specifications.entrySet()) {
            plan = window(plan, entry.getKey(), entry.getValue(), keys);
        }
        binder.plan(plan);
    }

    private LogicalPlan window(LogicalPlan input, Specification specification, List<Bound> bounds, Map<Expression, LogicalColumn> keys) {
        List<LogicalPlan.Window.Call> calls = new ArrayList<>();
        for (Bound bound : bounds) {
            LogicalPlan.Window.Call same = known(calls, bound.call());
            if (same == null) {
                calls.add(bound.call());
                same = bound.call();
            }
            binder.fix(bound.syntax(), same.output().reference());
        }
        List<LogicalColumn> partitionBy = new ArrayList<>();
        for (Expression value : specification.partitionBy()) {
            if (!partitionBy.contains(keys.get(value))) {
                partitionBy.add(keys.get(value));
            }
        }
        List<LogicalPlan.Sort.Key> orderBy = new ArrayList<>();
        Set<LogicalColumn> ordered = new HashSet<>(partitionBy);
        for (Key key : specification.orderBy()) {
            if (ordered.add(keys.get(key.value()))) {
                orderBy.add(new LogicalPlan.Sort.Key(keys.get(key.value()), key.descending(), key.nullsFirst()));
            }
        }
        return new LogicalPlan.Window(input, partitionBy, orderBy, calls, null);
    }

    private static LogicalPlan.Window.Call known(List<LogicalPlan.Window.Call> calls, LogicalPlan.Window.Call call) {
        for (LogicalPlan.Window.Call other : calls) {
            if (other.function().equals(call.function()) && other.arguments().equals(call.arguments())
                    && other.ignoreNulls() == call.ignoreNulls() && other.frame().equals(call.frame())
                    && call.arguments().stream().allMatch(ExpressionBinder::isDeterministic)) {
                return other;
            }
        }
        return null;
    }

    /// @param keepConstants whether a constant key counts: RANGE measures along it
    private Specification specification(Window window, boolean keepConstants) {
        List<Expression> partitionBy = new ArrayList<>();
        for (SqlExpression expression : window.partitionBy()) {
            Expression value = binder.settled(binder.bind(expression));
            if (!value.type().isOrderable()) {
                throw new QueryException(ErrorCode.TYPE_MISMATCH, "Values cannot be compared: " + value.type(), expression.position());
            }
            if (!(value instanceof Literal)) {
                partitionBy.add(value);
            }
        }
        List<Key> orderBy = new ArrayList<>();
        for (SortItem item : window.orderBy()) {
            Expression value = binder.settled(binder.bind(item.value()));
            if (!value.type().isOrderable()) {
                throw new QueryException(ErrorCode.TYPE_MISMATCH, "Values cannot be ordered: " + value.type(), item.position());
            }
            if (keepConstants || !(value instanceof Literal)) {
                orderBy.add(new Key(value, item.descending(), item.nulls() == SortItem.NullOrder.FIRST));
            }
        }
        return new Specification(partitionBy, orderBy);
    }

    private LogicalPlan.Window.Call call(SqlExpression.FunctionCall call, Window window, Specification specification) {
        String name = call.name().last().text().toLowerCase(Locale.ROOT);
        Position position = call.position();
        WindowFunction function = function(call, name);
        WindowFunction.Kind kind = function.kind();
        if (call.distinct()) {
            throw BindContext.notSupported("DISTINCT in the window function " + name, position);
        }
        if (!call.orderBy().isEmpty()) {
            throw BindContext.notSupported("ORDER BY among the arguments of the window function " + name, position);
        }
        if (call.nulls() != NullTreatment.UNSPECIFIED && !kind.picksValue()) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "IGNORE NULLS and RESPECT NULLS are for functions that pick a value: " + name, position,
                    "lag, lead, first_value, last_value, nth_value");
        }
        if (call.filter().isPresent() && kind != WindowFunction.Kind.AGGREGATE) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "Only aggregates take FILTER: " + name, call.filter().get().position());
        }
        if (call.star() && !name.equals("count")) {
            throw new QueryException(ErrorCode.TYPE_MISMATCH, "Function " + name + " does not take *", position);
        }
        List<Operand> operands = new ArrayList<>();
        for (Argument argument : call.arguments()) {
            if (argument.name().isPresent()) {
                throw BindContext.notSupported("named argument of " + name, argument.position());
            }
            operands.add(new Operand(binder.bind(argument.value()), argument.value().position()));
        }
        if (call.filter().isPresent()) {
            operands = filtered(operands, call.filter().get());
        }
        List<SqlType> types = operands.stream().map(Operand::type).toList();
        WindowFunction.Signature signature = function.resolver().resolve(types).orElseThrow(() -> new QueryException(
                ErrorCode.TYPE_MISMATCH, "Function " + name + " does not take " + types.toString().replace('[', '(').replace(']', ')'), position));
        List<Expression> arguments = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            arguments.add(binder.coercion().convert(operands.get(i), signature.arguments().get(i)));
        }
        LogicalPlan.Window.Frame frame = new FrameBinder(binder).bind(window, specification.orderBy(), kind.usesFrame());
        return new LogicalPlan.Window.Call(
                context.column(name, signature.result()), function, arguments, signature, call.nulls() == NullTreatment.IGNORE, frame,
                context.origin(position));
    }

    private WindowFunction function(SqlExpression.FunctionCall call, String name) {
        Optional<WindowFunction> function = call.name().parts().size() > 1
                ? Optional.empty()
                : context.functions().window(name).or(() -> context.functions().aggregate(name).map(WindowFunction::of));
        return function.orElseThrow(() -> {
            boolean scalar = context.functions().scalar(name).isPresent();
            return new QueryException(
                    scalar ? ErrorCode.INVALID_ARGUMENT : ErrorCode.FUNCTION_NOT_FOUND,
                    scalar ? "Function takes no OVER: " + name : "Function not found: " + call.name(), call.position(),
                    scalar ? "" : Suggestions.didYouMean(name, context.functions().names()));
        });
    }

    /// FILTER as NULL arguments, which no aggregate counts; count(*) counts the condition instead.
    private List<Operand> filtered(List<Operand> operands, SqlExpression syntax) {
        Expression condition = binder.coercion().condition(new Operand(binder.bind(syntax), syntax.position()), "The condition of FILTER");
        List<Operand> all = operands.isEmpty() ? List.of(new Operand(Literal.of(true), syntax.position())) : operands;
        List<Operand> filtered = new ArrayList<>();
        for (Operand operand : all) {
            Expression value = binder.settled(operand.value());
            Expression some = new Expression.Case(List.of(new Expression.Case.Branch(condition, value)), Literal.ofNull(value.type()));
            filtered.add(new Operand(some, operand.position()));
        }
        return filtered;
    }
}
