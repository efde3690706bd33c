package dev.weir.planner.optimize.unnest;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.logical.LogicalPlan.SetOperation;
import dev.weir.planner.optimize.PassContext;
import dev.weir.planner.optimize.expression.ColumnReplacement;
import dev.weir.planner.optimize.expression.ColumnUses;
import dev.weir.planner.optimize.expression.Conjuncts;
import dev.weir.planner.optimize.property.Nullability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Unnests any subquery (section 3 of the paper): the distinct values D that the subquery takes from outside are joined
/// to its leaves, every operator on the way up carries them along as part of its keys, and the outer rows find their
/// results by them. D is a shared result of the outer side.
final class DomainPushDown {
    private final PassContext context;
    private final LogicalPlan left;
    private final List<LogicalColumn> outer = new ArrayList<>();
    private final Set<Integer> outerIds;
    private final Set<Integer> nonNull;
    private final List<LogicalPlan.With.Definition> definitions = new ArrayList<>();
    private final LogicalPlan outerSide;

    /// The plan with, by outer id, the column of D that stands for it.
    private record Pushed(LogicalPlan plan, Map<Integer, LogicalColumn> domain) {
        Map<Integer, Expression> references() {
            Map<Integer, Expression> references = new HashMap<>();
            domain.forEach((id, column) -> references.put(id, column.reference()));
            return references;
        }
    }

    DomainPushDown(PassContext context, LogicalPlan left, Set<Integer> outerIds) {
        this.context = context;
        this.left = left;
        this.outerIds = outerIds;
        this.nonNull = Nullability.nonNull(left);
        for (LogicalColumn column : left.columns()) {
            if (outerIds.contains(column.id())) {
                outer.add(column);
            }
        }
        this.outerSide = shareOuterSide();
    }

    LogicalPlan unnest(Join join, LogicalPlan right) {
        Pushed pushed = push(right);
        List<Expression> terms = Conjuncts.of(join.condition());
        for (LogicalColumn column : outer) {
            Expression found = pushed.domain().get(column.id()).reference();
            boolean equal = nonNull.contains(column.id()) && !join.nullAware();
            terms.add(new Expression.Comparison(
                    equal ? Expression.Comparison.Operator.EQUAL : Expression.Comparison.Operator.NOT_DISTINCT, column.reference(), found));
        }
        LogicalPlan joined = new Join(
                join.kind(), outerSide, pushed.plan(), Conjuncts.and(terms), join.mark(), join.nullAware(), false, join.origin());
        return definitions.isEmpty() ? joined : new LogicalPlan.With(definitions, joined);
    }

    /// Makes the outer side and D shared results. An outer side that is a mere scan is read twice instead, and so is one
    /// that itself depends on something further out, which a shared result must not.
    private LogicalPlan shareOuterSide() {
        if (!ColumnUses.free(left).isEmpty()) {
            return left;
        }
        LogicalPlan used = left;
        LogicalPlan source;
        Map<Integer, LogicalColumn> renamed = new HashMap<>();
        FreshColumns.Copy copy = FreshColumns.of(left, context);
        if (cheap(left)) {
            source = copy.plan();
            outer.forEach(column -> renamed.put(column.id(), copy.columns().get(column.id())));
        } else {
            int id = context.newDefinition();
            definitions.add(new LogicalPlan.With.Definition(id, "outer", copy.plan()));
            List<LogicalColumn> sources = left.columns().stream().map(column -> copy.columns().get(column.id())).toList();
            used = new LogicalPlan.SharedRef(id, left.columns(), sources);
            List<LogicalColumn> again = new ArrayList<>();
            List<LogicalColumn> againSources = new ArrayList<>();
            for (LogicalColumn column : outer) {
                LogicalColumn fresh = context.fresh(column);
                renamed.put(column.id(), fresh);
                again.add(fresh);
                againSources.add(copy.columns().get(column.id()));
            }
            source = new LogicalPlan.SharedRef(id, again, againSources);
        }
        List<LogicalColumn> keys = outer.stream().map(column -> renamed.get(column.id())).toList();
        definitions.add(new LogicalPlan.With.Definition(context.newDefinition(), "domain", new LogicalPlan.Aggregate(source, keys, List.of())));
        return used;
    }

    private static boolean cheap(LogicalPlan plan) {
        return switch (plan) {
            case LogicalPlan.Scan _, LogicalPlan.Values _, LogicalPlan.SharedRef _ -> true;
            case LogicalPlan.Filter filter -> cheap(filter.input());
            case LogicalPlan.Project project -> cheap(project.input());
            default -> false;
        };
    }

    /// D under new ids.
    private Pushed domain() {
        Map<Integer, LogicalColumn> columns = new LinkedHashMap<>();
        if (definitions.isEmpty()) {
            FreshColumns.Copy copy = FreshColumns.of(left, context);
            outer.forEach(column -> columns.put(column.id(), copy.columns().get(column.id())));
            return new Pushed(new LogicalPlan.Aggregate(copy.plan(), List.copyOf(columns.values()), List.of()), columns);
        }
        LogicalPlan.With.Definition definition = definitions.getLast();
        List<LogicalColumn> sources = definition.plan().columns();
        outer.forEach(column -> columns.put(column.id(), context.fresh(column)));
        return new Pushed(new LogicalPlan.SharedRef(definition.id(), List.copyOf(columns.values()), sources), columns);
    }

    private boolean correlated(LogicalPlan plan) {
        Set<Integer> free = ColumnUses.free(plan);
        free.retainAll(outerIds);
        return !free.isEmpty();
    }

    private Pushed push(LogicalPlan plan) {
        if (!correlated(plan)) {
            Pushed domain = domain();
            return new Pushed(inner(domain.plan(), plan), domain.domain());
        }
        return switch (plan) {
            case LogicalPlan.Filter filter -> {
                Pushed input = push(filter.input());
                yield new Pushed(new LogicalPlan.Filter(input.plan(), ColumnReplacement.replace(filter.predicate(), input.references())), input.domain());
            }
            case LogicalPlan.Project project -> {
                Pushed input = push(project.input());
                List<LogicalColumn> columns = new ArrayList<>(project.columns());
                List<Expression> expressions = ColumnReplacement.replace(project.expressions(), input.references());
                input.domain().values().forEach(column -> {
                    columns.add(column);
                    expressions.add(column.reference());
                });
                yield new Pushed(new LogicalPlan.Project(input.plan(), columns, expressions), input.domain());
            }
            case LogicalPlan.Aggregate aggregate -> aggregate(aggregate);
            case Join join -> join(join);
            case SetOperation operation -> setOperation(operation);
            case LogicalPlan.Values values -> values(values);
            case LogicalPlan.Sort sort -> push(sort.input());
            case LogicalPlan.Window window -> {
                // the rows of different outer values must not see each other
                Pushed input = push(window.input());
                LogicalPlan.Window inside = window.withExpressions(expression -> ColumnReplacement.replace(expression, input.references()));
                List<LogicalColumn> partitionBy = new ArrayList<>(window.partitionBy());
                partitionBy.addAll(input.domain().values());
                yield new Pushed(new LogicalPlan.Window(input.plan(), partitionBy, window.orderBy(), inside.calls(), window.top()), input.domain());
            }
            case LogicalPlan.AssertSingleRow single -> {
                Pushed domain = domain();
                Pushed input = push(single.input());
                Join joined = new Join(Join.Kind.SINGLE, domain.plan(), input.plan(), same(domain, input), null, false, false, single.origin());
                yield new Pushed(joined, domain.domain());
            }
            case LogicalPlan.With with -> with(with);
            case LogicalPlan.Scan scan -> push(new LogicalPlan.Filter(new LogicalPlan.Scan(scan.table(), scan.columns(), scan.sources(), null), scan.filter()));
            case LogicalPlan.Limit limit -> limit(limit);
            case LogicalPlan.SharedRef _, LogicalPlan.Output _ -> throw new QueryException(ErrorCode.INTERNAL, "A leaf cannot be correlated");
        };
    }

    /// The first row for each outer value: any one without an order, else one of those with the least (greatest) key. Rows
    /// are put together by column, so only one column besides the key may be asked for.
    private Pushed limit(LogicalPlan.Limit limit) {
        LogicalPlan.Sort sort = limit.input() instanceof LogicalPlan.Sort sorted ? sorted : null;
        LogicalPlan.Sort.Key key = sort == null ? null : sort.keys().getFirst();
        List<LogicalColumn> others = new ArrayList<>(limit.columns());
        if (key != null) {
            others.remove(key.column());
        }
        if (limit.count() != 1 || limit.offset() != 0 || others.size() > 1 || key != null && (sort.keys().size() > 1 || key.nullsFirst())) {
            throw new QueryException(ErrorCode.NOT_SUPPORTED, "LIMIT in a correlated subquery, other than LIMIT 1 with one column and one sort key");
        }
        Pushed input = push(sort == null ? limit.input() : sort.input());
        FreshColumns.Copy rows = FreshColumns.of(input.plan(), context);
        Pushed found = new Pushed(rows.plan(), renamed(input.domain(), rows));
        List<LogicalPlan.Aggregate.Call> calls = new ArrayList<>();
        if (key != null) {
            FreshColumns.Copy keys = FreshColumns.of(input.plan(), context);
            Pushed grouped = new Pushed(keys.plan(), renamed(input.domain(), keys));
            LogicalColumn first = context.fresh(key.column());
            LogicalPlan best = new LogicalPlan.Aggregate(keys.plan(), List.copyOf(grouped.domain().values()), List.of(
                    call(first, key.descending() ? AggregateFunctions.MAX : AggregateFunctions.MIN, keys.columns().get(key.column().id()))));
            Expression atBest = new Expression.Comparison(
                    Expression.Comparison.Operator.NOT_DISTINCT, rows.columns().get(key.column().id()).reference(), first.reference());
            LogicalPlan joined = new Join(Join.Kind.INNER, rows.plan(), best, Conjuncts.and(same(found, grouped), atBest), null, false, false);
            found = new Pushed(joined, found.domain());
            calls.add(call(key.column(), AggregateFunctions.ANY_VALUE, first));
        }
        for (LogicalColumn other : others) {
            calls.add(call(other, AggregateFunctions.ANY_VALUE, rows.columns().get(other.id())));
        }
        return new Pushed(new LogicalPlan.Aggregate(found.plan(), List.copyOf(found.domain().values()), calls), found.domain());
    }

    private static LogicalPlan.Aggregate.Call call(LogicalColumn output, AggregateFunction function, LogicalColumn argument) {
        AggregateFunction.Signature signature = function.resolver().resolve(List.of(argument.type())).orElseThrow(
                () -> new QueryException(ErrorCode.NOT_SUPPORTED, "LIMIT in a correlated subquery over " + argument.type()));
        return new LogicalPlan.Aggregate.Call(output, function, List.of(argument.reference()), false, null, signature);
    }

    private static Map<Integer, LogicalColumn> renamed(Map<Integer, LogicalColumn> domain, FreshColumns.Copy copy) {
        Map<Integer, LogicalColumn> renamed = new LinkedHashMap<>();
        domain.forEach((id, column) -> renamed.put(id, copy.columns().get(column.id())));
        return renamed;
    }

    private Pushed aggregate(LogicalPlan.Aggregate aggregate) {
        Pushed input = push(aggregate.input());
        Map<Integer, Expression> references = input.references();
        List<LogicalColumn> keys = new ArrayList<>(aggregate.keys());
        keys.addAll(input.domain().values());
        boolean global = aggregate.keys().isEmpty();
        List<LogicalPlan.Aggregate.Call> calls = new ArrayList<>();
        List<LogicalColumn> columns = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        for (LogicalPlan.Aggregate.Call call : aggregate.calls()) {
            boolean zero = global && call.function().onEmpty() == AggregateFunction.OnEmpty.ZERO;
            LogicalColumn output = zero ? context.fresh(call.output()) : call.output();
            calls.add(new LogicalPlan.Aggregate.Call(output, call.function(), ColumnReplacement.replace(call.arguments(), references), call.distinct(),
                    ColumnReplacement.replace(call.filter(), references), call.signature(), call.origin()));
            columns.add(call.output());
            values.add(zero ? new Expression.Coalesce(List.of(output.reference(), Expression.Literal.ofLong(0))) : output.reference());
        }
        LogicalPlan grouped = new LogicalPlan.Aggregate(input.plan(), keys, calls);
        if (!global) {
            return new Pushed(grouped, input.domain());
        }
        Pushed domain = domain();
        LogicalPlan joined = new Join(Join.Kind.LEFT, domain.plan(), grouped, same(domain, new Pushed(grouped, input.domain())), null, false, false);
        domain.domain().values().forEach(column -> {
            columns.add(column);
            values.add(column.reference());
        });
        return new Pushed(new LogicalPlan.Project(joined, columns, values), domain.domain());
    }

    private Pushed join(Join join) {
        boolean leftUses = correlated(join.left());
        boolean rightUses = correlated(join.right());
        boolean leftCarries = switch (join.kind()) {
            case INNER -> leftUses || !rightUses;
            case LEFT, FULL, SEMI, ANTI, MARK, SINGLE -> true;
            case RIGHT -> leftUses;
        };
        boolean rightCarries = switch (join.kind()) {
            case INNER, LEFT, SEMI, ANTI, MARK, SINGLE -> rightUses;
            case RIGHT, FULL -> true;
        };
        Pushed l = leftCarries ? push(join.left()) : new Pushed(join.left(), Map.of());
        Pushed r = rightCarries ? push(join.right()) : new Pushed(join.right(), Map.of());
        boolean keepsRight = join.kind() == Join.Kind.RIGHT || !leftCarries;
        Pushed carrier = keepsRight ? r : l;
        List<Expression> terms = new ArrayList<>(ColumnReplacement.replace(Conjuncts.of(join.condition()), carrier.references()));
        if (leftCarries && rightCarries) {
            terms.addAll(Conjuncts.of(same(l, r, join.nullAware())));
        }
        Join joined = new Join(join.kind(), l.plan(), r.plan(), Conjuncts.and(terms), join.mark(), join.nullAware(), false, join.origin());
        if (join.kind() != Join.Kind.FULL) {
            return new Pushed(joined, carrier.domain());
        }
        // rows of either side carry their values
        List<LogicalColumn> columns = new ArrayList<>(join.columns());
        List<Expression> expressions = new ArrayList<>();
        columns.forEach(column -> expressions.add(column.reference()));
        Map<Integer, LogicalColumn> domain = new LinkedHashMap<>();
        for (LogicalColumn column : outer) {
            LogicalColumn either = context.fresh(column);
            domain.put(column.id(), either);
            columns.add(either);
            expressions.add(new Expression.Coalesce(List.of(l.domain().get(column.id()).reference(), r.domain().get(column.id()).reference())));
        }
        return new Pushed(new LogicalPlan.Project(joined, columns, expressions), domain);
    }

    private Pushed setOperation(SetOperation operation) {
        List<LogicalPlan> inputs = new ArrayList<>();
        for (LogicalPlan input : operation.inputs()) {
            Pushed pushed = push(input);
            List<LogicalColumn> columns = new ArrayList<>(input.columns());
            outer.forEach(column -> columns.add(pushed.domain().get(column.id())));
            List<Expression> expressions = columns.stream().map(column -> (Expression) column.reference()).toList();
            inputs.add(new LogicalPlan.Project(pushed.plan(), columns, expressions));
        }
        Map<Integer, LogicalColumn> domain = new LinkedHashMap<>();
        List<LogicalColumn> columns = new ArrayList<>(operation.columns());
        for (LogicalColumn column : outer) {
            domain.put(column.id(), context.fresh(column));
            columns.add(domain.get(column.id()));
        }
        return new Pushed(new SetOperation(operation.kind(), operation.all(), inputs, columns), domain);
    }

    /// Rows that are computed from outer values: one projection of D a row.
    private Pushed values(LogicalPlan.Values values) {
        List<LogicalPlan> rows = new ArrayList<>();
        List<Pushed> domains = new ArrayList<>();
        for (List<Expression> row : values.rows()) {
            Pushed domain = domain();
            List<LogicalColumn> columns = new ArrayList<>();
            boolean only = values.rows().size() == 1;
            values.columns().forEach(column -> columns.add(only ? column : context.fresh(column)));
            List<Expression> expressions = ColumnReplacement.replace(row, domain.references());
            domain.domain().values().forEach(column -> {
                columns.add(column);
                expressions.add(column.reference());
            });
            rows.add(new LogicalPlan.Project(domain.plan(), columns, expressions));
            domains.add(domain);
        }
        if (rows.size() == 1) {
            return new Pushed(rows.getFirst(), domains.getFirst().domain());
        }
        Map<Integer, LogicalColumn> domain = new LinkedHashMap<>();
        List<LogicalColumn> columns = new ArrayList<>(values.columns());
        for (LogicalColumn column : outer) {
            domain.put(column.id(), context.fresh(column));
            columns.add(domain.get(column.id()));
        }
        return new Pushed(new SetOperation(SetOperation.Kind.UNION, true, rows, columns), domain);
    }

    /// Definitions that are correlated themselves are written out at each use.
    private Pushed with(LogicalPlan.With with) {
        boolean inside = with.definitions().stream().anyMatch(definition -> correlated(definition.plan()));
        if (!inside) {
            Pushed body = push(with.body());
            return new Pushed(new LogicalPlan.With(with.definitions(), body.plan()), body.domain());
        }
        Map<Integer, LogicalPlan> plans = new HashMap<>();
        for (LogicalPlan.With.Definition definition : with.definitions()) {
            plans.put(definition.id(), expanded(definition.plan(), plans));
        }
        return push(expanded(with.body(), plans));
    }

    private LogicalPlan expanded(LogicalPlan plan, Map<Integer, LogicalPlan> plans) {
        return plan.transformUp(node -> {
            if (!(node instanceof LogicalPlan.SharedRef reference) || !plans.containsKey(reference.id())) {
                return node;
            }
            FreshColumns.Copy copy = FreshColumns.of(plans.get(reference.id()), context);
            List<Expression> expressions = reference.sources().stream().map(source -> (Expression) copy.columns().get(source.id()).reference()).toList();
            return new LogicalPlan.Project(copy.plan(), reference.columns(), expressions);
        });
    }

    private Expression same(Pushed a, Pushed b) {
        return same(a, b, false);
    }

    private Expression same(Pushed a, Pushed b, boolean nullAware) {
        List<Expression> terms = new ArrayList<>();
        for (LogicalColumn column : outer) {
            boolean equal = nonNull.contains(column.id()) && !nullAware;
            terms.add(new Expression.Comparison(equal ? Expression.Comparison.Operator.EQUAL : Expression.Comparison.Operator.NOT_DISTINCT,
                    a.domain().get(column.id()).reference(), b.domain().get(column.id()).reference()));
        }
        return Conjuncts.and(terms);
    }

    private static LogicalPlan inner(LogicalPlan a, LogicalPlan b) {
        return new Join(Join.Kind.INNER, a, b, null, null, false, false);
    }
}
