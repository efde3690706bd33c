package dev.weir.planner.bind;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Expression.Literal;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.bind.SelectItems.Item;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.sql.SqlExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Groups the rows of FROM and WHERE and computes the aggregates; several grouping sets become a UNION ALL of
/// aggregations over one shared result.
final class GroupBinder {
    private final BindContext context;
    private final Scope scope;
    private final CommonTables commonTables;

    GroupBinder(BindContext context, Scope scope, CommonTables commonTables) {
        this.context = context;
        this.scope = scope;
        this.commonTables = commonTables;
    }

    /// Returns the binder for what stands above the grouping.
    ExpressionBinder bind(LogicalPlan from, List<List<GroupingSets.Key>> sets, List<SqlExpression.FunctionCall> aggregates) {
        ExpressionBinder below = new ExpressionBinder(context, scope, commonTables, from, "GROUP BY");
        Map<SqlExpression, Expression> items = new IdentityHashMap<>();
        List<Set<Expression>> keySets = new ArrayList<>();
        Map<Expression, LogicalColumn> keys = new LinkedHashMap<>();
        for (List<GroupingSets.Key> set : sets) {
            Set<Expression> bound = new HashSet<>();
            for (GroupingSets.Key key : set) {
                Expression value = key(key, below, items);
                bound.add(value);
                keys.put(value, null);
            }
            keySets.add(bound);
        }
        below.clause("an aggregate");
        CallBinder calls = new CallBinder(below);
        List<LogicalPlan.Aggregate.Call> computed = new ArrayList<>();
        Map<SqlExpression, Integer> places = new IdentityHashMap<>();
        for (SqlExpression.FunctionCall aggregate : aggregates) {
            LogicalPlan.Aggregate.Call call = calls.aggregate(aggregate);
            checkOwn(call, below.plan(), aggregate);
            int known = indexOf(computed, call);
            places.put(aggregate, known >= 0 ? known : computed.size());
            if (known < 0) {
                computed.add(call);
            }
        }
        LogicalPlan input = KeyColumns.added(below.plan(), keys, context);
        Map<Integer, LogicalColumn> gone = new HashMap<>();
        for (LogicalColumn column : from.columns()) {
            gone.put(column.id(), column);
        }
        if (keySets.size() == 1) {
            LogicalPlan plan = new LogicalPlan.Aggregate(input, List.copyOf(new LinkedHashMap<>(byId(keys)).values()), computed);
            Grouping grouping = new Grouping(keys, gone, keySets, null);
            return above(plan, scope, grouping, items, places, outputs(computed));
        }
        return sets(input, keys, keySets, computed, gone, items, places);
    }

    /// Refuses an aggregate over columns of an outer query alone: by the standard it belongs to that query.
    private static void checkOwn(LogicalPlan.Aggregate.Call call, LogicalPlan input, SqlExpression.FunctionCall syntax) {
        Set<Integer> used = new HashSet<>();
        call.arguments().forEach(argument -> collect(argument, used));
        if (used.isEmpty()) {
            return;
        }
        for (LogicalColumn column : input.columns()) {
            if (used.contains(column.id())) {
                return;
            }
        }
        throw BindContext.notSupported("aggregate over columns of an outer query", syntax.position());
    }

    private static void collect(Expression expression, Set<Integer> columns) {
        if (expression instanceof Expression.Column column) {
            columns.add(column.index());
        }
        expression.children().forEach(child -> collect(child, columns));
    }

    private static Map<Integer, LogicalColumn> byId(Map<Expression, LogicalColumn> keys) {
        Map<Integer, LogicalColumn> columns = new LinkedHashMap<>();
        for (LogicalColumn column : keys.values()) {
            columns.put(column.id(), column);
        }
        return columns;
    }

    private static List<LogicalColumn> outputs(List<LogicalPlan.Aggregate.Call> calls) {
        return calls.stream().map(LogicalPlan.Aggregate.Call::output).toList();
    }

    private static Expression key(GroupingSets.Key key, ExpressionBinder below, Map<SqlExpression, Expression> items) {
        if (key.syntax().isPresent()) {
            return below.settled(below.bind(key.syntax().get()));
        }
        Item item = key.item().orElseThrow();
        if (item.column().isPresent()) {
            return item.column().get();
        }
        return items.computeIfAbsent(item.syntax().orElseThrow(), syntax -> below.settled(below.bind(syntax)));
    }

    private static int indexOf(List<LogicalPlan.Aggregate.Call> calls, LogicalPlan.Aggregate.Call call) {
        for (int i = 0; i < calls.size(); i++) {
            LogicalPlan.Aggregate.Call other = calls.get(i);
            boolean same = other.function().equals(call.function()) && other.arguments().equals(call.arguments())
                    && other.distinct() == call.distinct() && java.util.Objects.equals(other.filter(), call.filter())
                    && call.arguments().stream().allMatch(ExpressionBinder::isDeterministic);
            if (same) {
                return i;
            }
        }
        return -1;
    }

    private ExpressionBinder above(
            LogicalPlan plan,
            Scope subqueryScope,
            Grouping grouping,
            Map<SqlExpression, Expression> items,
            Map<SqlExpression, Integer> places,
            List<LogicalColumn> outputs) {
        ExpressionBinder above =
                new ExpressionBinder(context, scope, subqueryScope, commonTables, plan, "SELECT", Optional.of(grouping));
        places.forEach((call, place) -> above.fix(call, outputs.get(place).reference()));
        items.forEach((syntax, key) -> above.fix(syntax, grouping.keys().get(key).reference()));
        return above;
    }

    private ExpressionBinder sets(
            LogicalPlan input,
            Map<Expression, LogicalColumn> keys,
            List<Set<Expression>> sets,
            List<LogicalPlan.Aggregate.Call> calls,
            Map<Integer, LogicalColumn> gone,
            Map<SqlExpression, Expression> items,
            Map<SqlExpression, Integer> places) {
        if (!FreeColumns.of(input).isEmpty()) {
            throw new QueryException(ErrorCode.NOT_SUPPORTED, "Not supported yet: grouping sets in a correlated subquery");
        }
        int definition = context.nextDefinition();
        List<LogicalPlan> branches = new ArrayList<>();
        for (int i = 0; i < sets.size(); i++) {
            branches.add(branch(definition, input, keys, sets.get(i), calls, i));
        }
        Map<Expression, LogicalColumn> merged = new LinkedHashMap<>();
        Map<Integer, LogicalColumn> renamed = new HashMap<>();
        List<LogicalColumn> columns = new ArrayList<>();
        keys.forEach((key, column) -> {
            LogicalColumn made = context.column(column.name(), column.type());
            columns.add(made);
            merged.put(key, made);
            renamed.put(column.id(), made);
        });
        List<LogicalColumn> outputs = new ArrayList<>();
        for (LogicalPlan.Aggregate.Call call : calls) {
            outputs.add(context.column(call.output().name(), call.output().type()));
        }
        columns.addAll(outputs);
        LogicalColumn setId = context.column("grouping_set", SqlType.INTEGER);
        columns.add(setId);
        LogicalPlan union = new LogicalPlan.SetOperation(LogicalPlan.SetOperation.Kind.UNION, true, branches, columns);
        LogicalPlan plan = new LogicalPlan.With(List.of(new LogicalPlan.With.Definition(definition, "grouping sets", input)), union);
        Grouping grouping = new Grouping(merged, gone, sets, setId);
        return above(plan, scope.renamed(renamed), grouping, items, places, outputs);
    }

    /// Aggregates by one set: the keys that it lacks are NULL, the last column is its number.
    private LogicalPlan branch(
            int definition,
            LogicalPlan input,
            Map<Expression, LogicalColumn> keys,
            Set<Expression> set,
            List<LogicalPlan.Aggregate.Call> calls,
            int number) {
        Map<Integer, LogicalColumn> copies = new HashMap<>();
        List<LogicalColumn> copied = new ArrayList<>();
        for (LogicalColumn column : input.columns()) {
            LogicalColumn copy = context.column(column.name(), column.type());
            copies.put(column.id(), copy);
            copied.add(copy);
        }
        LogicalPlan shared = new LogicalPlan.SharedRef(definition, copied, input.columns());
        Map<Integer, LogicalColumn> grouped = new LinkedHashMap<>();
        for (Map.Entry<Expression, LogicalColumn> key : keys.entrySet()) {
            if (set.contains(key.getKey())) {
                grouped.put(key.getValue().id(), copies.get(key.getValue().id()));
            }
        }
        List<LogicalPlan.Aggregate.Call> copiedCalls = new ArrayList<>();
        for (LogicalPlan.Aggregate.Call call : calls) {
            List<Expression> arguments = call.arguments().stream().map(argument -> moved(argument, copies)).toList();
            Expression filter = call.filter() == null ? null : moved(call.filter(), copies);
            copiedCalls.add(new LogicalPlan.Aggregate.Call(
                    context.column(call.output().name(), call.output().type()), call.function(), arguments, call.distinct(), filter,
                    call.signature(), call.origin()));
        }
        LogicalPlan aggregate = new LogicalPlan.Aggregate(shared, List.copyOf(grouped.values()), copiedCalls);
        List<LogicalColumn> columns = new ArrayList<>();
        List<Expression> expressions = new ArrayList<>();
        Set<Integer> taken = new HashSet<>();
        for (Map.Entry<Expression, LogicalColumn> key : keys.entrySet()) {
            LogicalColumn column = grouped.get(key.getValue().id());
            SqlType type = key.getValue().type();
            boolean present = set.contains(key.getKey());
            columns.add(present && taken.add(column.id()) ? column : context.column(key.getValue().name(), type));
            expressions.add(present ? column.reference() : Literal.ofNull(type));
        }
        for (LogicalPlan.Aggregate.Call call : copiedCalls) {
            columns.add(call.output());
            expressions.add(call.output().reference());
        }
        columns.add(context.column("grouping_set", SqlType.INTEGER));
        expressions.add(new Literal((long) number, SqlType.INTEGER));
        return new LogicalPlan.Project(aggregate, columns, expressions);
    }

    private static Expression moved(Expression expression, Map<Integer, LogicalColumn> copies) {
        return expression.transformUp(part -> part instanceof Expression.Column(int id, SqlType _) && copies.containsKey(id)
                ? copies.get(id).reference()
                : part);
    }
}
