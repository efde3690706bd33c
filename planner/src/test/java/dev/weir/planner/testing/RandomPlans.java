package dev.weir.planner.testing;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.function.aggregate.AggregateFunctions;
import dev.weir.exec.function.window.WindowFunctions;
import dev.weir.exec.type.SqlType;
import dev.weir.planner.logical.LogicalColumn;
import dev.weir.planner.logical.LogicalPlan;
import dev.weir.planner.logical.LogicalPlan.Join;
import dev.weir.planner.optimize.Optimizer;
import dev.weir.planner.optimize.expression.ColumnUses;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Makes random tables of small bigints with NULLs and random plans over them, dependent joins included.
public final class RandomPlans {
    private static final String[] TABLES = {"a", "b", "c", "d"};

    private final Random random;
    private final PlanBuilder builder;
    /// What a relation that is being made may read.
    private final List<LogicalPlan.With.Definition> defined = new ArrayList<>();

    public RandomPlans(long seed, FakeCatalog catalog) {
        this.random = new Random(seed);
        this.builder = new PlanBuilder(catalog);
    }

    /// Rows by table name.
    public record Data(Map<String, List<List<Object>>> tables) {}

    public static FakeCatalog catalog() {
        FakeCatalog catalog = new FakeCatalog();
        for (String table : TABLES) {
            String domain = table.compareTo("c") < 0 ? "one" : "two";
            catalog.table(domain, "p", table, table.equals("a") ? 100 : 2000, FakeCatalog.column(table + "0", SqlType.BIGINT, 100, 0L, 5L),
                    FakeCatalog.column(table + "1", SqlType.BIGINT), FakeCatalog.column(table + "2", SqlType.BIGINT));
        }
        return catalog;
    }

    public Data data() {
        Map<String, List<List<Object>>> tables = new HashMap<>();
        for (String table : TABLES) {
            List<List<Object>> rows = new ArrayList<>();
            int count = random.nextInt(7);
            for (int i = 0; i < count; i++) {
                List<Object> row = new ArrayList<>();
                row.add((long) random.nextInt(4));
                row.add(random.nextInt(4) == 0 ? null : (long) random.nextInt(4));
                row.add(random.nextInt(4) == 0 ? null : (long) random.nextInt(4));
                rows.add(row);
            }
            tables.put(table, rows);
        }
        return new Data(tables);
    }

    public LogicalPlan.Output query() {
        LogicalPlan plan = random.nextInt(3) == 0 ? shared() : relation(3, List.of());
        if (random.nextInt(3) == 0 && !bigints(plan.columns()).isEmpty()) {
            plan = ordered(plan);
        }
        List<String> names = new ArrayList<>();
        plan.columns().forEach(column -> names.add(column.name()));
        return new LogicalPlan.Output(plan, names, plan.columns());
    }

    /// Sorted by all columns, so that there is one answer; often limited.
    private LogicalPlan ordered(LogicalPlan input) {
        List<LogicalColumn> columns = bigints(input.columns());
        List<Expression> expressions = columns.stream().map(column -> (Expression) column.reference()).toList();
        List<LogicalPlan.Sort.Key> keys = columns.stream().map(column -> new LogicalPlan.Sort.Key(column, random.nextBoolean(), random.nextBoolean())).toList();
        LogicalPlan sorted = new LogicalPlan.Sort(new LogicalPlan.Project(input, columns, expressions), keys);
        return switch (random.nextInt(4)) {
            case 0 -> sorted;
            case 1 -> new LogicalPlan.Limit(sorted, Long.MAX_VALUE, random.nextInt(3));
            default -> new LogicalPlan.Limit(sorted, random.nextInt(5), random.nextInt(3));
        };
    }

    /// Shared results that are read anywhere, also by one another; by nobody, too.
    private LogicalPlan shared() {
        int count = 1 + random.nextInt(3);
        for (int id = 1; id <= count; id++) {
            defined.add(new LogicalPlan.With.Definition(id, "w" + id, relation(1 + random.nextInt(2), List.of())));
        }
        LogicalPlan body = relation(3, List.of());
        LogicalPlan with = new LogicalPlan.With(defined, random.nextBoolean() ? body
                : PlanBuilder.join(Join.Kind.INNER, body, reference(), null));
        defined.clear();
        return with;
    }

    private LogicalPlan.SharedRef reference() {
        LogicalPlan.With.Definition definition = defined.get(random.nextInt(defined.size()));
        List<LogicalColumn> columns = definition.plan().columns();
        return new LogicalPlan.SharedRef(definition.id(), columns.stream().map(c -> builder.ids.create(c.name(), c.type())).toList(), columns);
    }

    /// Some of the optimizer's passes, mostly none.
    public static Set<String> disabledRules(Random random) {
        Set<String> disabled = new HashSet<>();
        if (random.nextInt(3) > 0) {
            return disabled;
        }
        for (String rule : Optimizer.switchable()) {
            if (random.nextInt(4) == 0) {
                disabled.add(rule);
            }
        }
        return disabled;
    }

    /// @param outer columns that may be used, too
    private LogicalPlan relation(int depth, List<LogicalColumn> outer) {
        if (depth == 0) {
            return leaf(outer);
        }
        return switch (random.nextInt(14)) {
            case 13 -> window(relation(depth - 1, outer), outer);
            case 0, 1 -> {
                LogicalPlan input = relation(depth - 1, outer);
                yield new LogicalPlan.Filter(input, condition(input.columns(), outer));
            }
            case 2 -> project(relation(depth - 1, outer), outer);
            case 3 -> aggregate(relation(depth - 1, outer), outer);
            case 4, 5, 6 -> {
                LogicalPlan left = relation(depth - 1, outer);
                LogicalPlan right = relation(depth - 1, outer);
                Join.Kind[] kinds = {Join.Kind.INNER, Join.Kind.INNER, Join.Kind.INNER, Join.Kind.LEFT, Join.Kind.RIGHT, Join.Kind.FULL, Join.Kind.SEMI,
                    Join.Kind.ANTI};
                Join.Kind kind = kinds[random.nextInt(kinds.length)];
                boolean nullAware = kind == Join.Kind.ANTI && random.nextBoolean();
                yield new Join(kind, left, right, nullAware ? comparison(left.columns(), right.columns()) : joinCondition(left, right, outer), null, nullAware, false);
            }
            case 7, 8, 9 -> subquery(relation(depth - 1, outer), depth - 1, outer);
            case 10 -> {
                LogicalPlan left = positional(relation(depth - 1, outer));
                LogicalPlan right = positional(relation(depth - 1, outer));
                LogicalPlan.SetOperation.Kind[] kinds = LogicalPlan.SetOperation.Kind.values();
                yield new LogicalPlan.SetOperation(kinds[random.nextInt(kinds.length)], random.nextBoolean(), List.of(left, right),
                        List.of(builder.ids.create("s", SqlType.BIGINT), builder.ids.create("t", SqlType.BIGINT)));
            }
            default -> leaf(outer);
        };
    }

    private LogicalPlan leaf(List<LogicalColumn> outer) {
        if (!defined.isEmpty() && random.nextBoolean()) {
            return reference();
        }
        LogicalPlan scan = builder.scan(TABLES[random.nextInt(TABLES.length)]);
        return switch (random.nextInt(4)) {
            case 0 -> scan;
            case 1 -> new LogicalPlan.Values(List.of(builder.ids.create("v", SqlType.BIGINT), builder.ids.create("w", SqlType.BIGINT)),
                    List.of(List.of(value(List.of(), outer), value(List.of(), outer)), List.of(value(List.of(), outer), value(List.of(), outer)))
                            .subList(0, 1 + random.nextInt(2)));
            default -> new LogicalPlan.Filter(scan, condition(scan.columns(), outer));
        };
    }

    /// EXISTS, IN or a scalar subquery joined to the left, often with a filter on what it yields.
    private LogicalPlan subquery(LogicalPlan left, int depth, List<LogicalColumn> outer) {
        List<LogicalColumn> visible = new ArrayList<>(left.columns());
        visible.addAll(outer);
        LogicalPlan right = relation(depth, bigints(visible));
        int kind = random.nextInt(4);
        if (kind == 3) {
            if (random.nextInt(4) == 0) {
                LogicalPlan.Project one = builder.project(right, "x", value(bigints(right.columns()), List.of()));
                right = new LogicalPlan.Limit(
                        new LogicalPlan.Sort(one, List.of(new LogicalPlan.Sort.Key(one.columns().getFirst(), random.nextBoolean(), false))), 1, 0);
            } else if (random.nextInt(3) > 0) {
                right = aggregate(right, bigints(visible), true);
            }
            boolean correlated = correlated(left, right);
            LogicalPlan checked = correlated ? right : new LogicalPlan.AssertSingleRow(right);
            Join join = new Join(Join.Kind.SINGLE, left, checked, null, null, false, correlated);
            return random.nextBoolean() ? join : new LogicalPlan.Filter(join, comparison(join.columns(), join.columns()));
        }
        boolean in = kind != 0;
        Expression condition = in ? comparison(left.columns(), right.columns()) : null;
        LogicalColumn mark = builder.ids.create("mark", SqlType.BOOLEAN);
        Join join = new Join(Join.Kind.MARK, left, right, condition, mark, in, correlated(left, right));
        return switch (random.nextInt(4)) {
            case 0 -> new LogicalPlan.Filter(join, mark.reference());
            case 1 -> new LogicalPlan.Filter(join, new Expression.Not(mark.reference()));
            case 2 -> new LogicalPlan.Filter(join, new Expression.Or(List.of(mark.reference(), comparison(left.columns(), left.columns()))));
            default -> join;
        };
    }

    private static boolean correlated(LogicalPlan left, LogicalPlan right) {
        Set<Integer> free = ColumnUses.free(right);
        free.retainAll(ColumnUses.outputs(left));
        return !free.isEmpty();
    }

    private LogicalPlan positional(LogicalPlan input) {
        List<LogicalColumn> columns = bigints(input.columns());
        return builder.project(input, "x", value(columns, List.of()), "y", value(columns, List.of()));
    }

    private LogicalPlan project(LogicalPlan input, List<LogicalColumn> outer) {
        return builder.project(input, "x", value(input.columns(), outer), "y", value(input.columns(), outer), "z",
                new Expression.Coalesce(List.of(value(input.columns(), outer), PlanBuilder.number(random.nextInt(4)))));
    }

    private LogicalPlan aggregate(LogicalPlan input, List<LogicalColumn> outer) {
        return aggregate(input, outer, random.nextInt(3) == 0);
    }

    private LogicalPlan aggregate(LogicalPlan input, List<LogicalColumn> outer, boolean global) {
        AggregateFunction[] functions = {AggregateFunctions.SUM, AggregateFunctions.MIN, AggregateFunctions.MAX, AggregateFunctions.COUNT};
        List<LogicalColumn> columns = bigints(input.columns());
        List<LogicalColumn> keys = global || columns.isEmpty() ? List.of() : List.of(columns.get(random.nextInt(columns.size())));
        LogicalPlan.Aggregate.Call plain = builder.call("f", functions[random.nextInt(functions.length)], value(columns, random.nextInt(5) == 0 ? outer : List.of()));
        boolean distinct = random.nextInt(4) == 0;
        Expression filter = random.nextInt(5) == 0 ? comparison(columns, columns) : null;
        LogicalPlan.Aggregate.Call first = new LogicalPlan.Aggregate.Call(
                plain.output(), plain.function(), plain.arguments(), distinct, filter, plain.signature());
        LogicalPlan grouped = random.nextBoolean() ? PlanBuilder.aggregate(input, keys, first)
                : PlanBuilder.aggregate(input, keys, first, builder.call("n", AggregateFunctions.COUNT));
        return random.nextInt(4) == 0 ? new LogicalPlan.Filter(grouped, condition(grouped.columns(), outer)) : grouped;
    }

    /// Numbers that peers share, and an aggregate; often of the first rows only.
    private LogicalPlan window(LogicalPlan input, List<LogicalColumn> outer) {
        List<LogicalColumn> columns = bigints(input.columns());
        if (columns.isEmpty()) {
            return input;
        }
        List<LogicalColumn> partitionBy = random.nextInt(3) == 0 ? List.of() : List.of(columns.get(random.nextInt(columns.size())));
        LogicalColumn key = columns.get(random.nextInt(columns.size()));
        WindowFunction numbering = random.nextBoolean() ? WindowFunctions.RANK : WindowFunctions.DENSE_RANK;
        List<LogicalPlan.Window.Call> calls = new ArrayList<>();
        calls.add(new LogicalPlan.Window.Call(builder.ids.create("r", SqlType.BIGINT), numbering, List.of(),
                numbering.resolver().resolve(List.of()).orElseThrow(), false, LogicalPlan.Window.Frame.PARTITION, Origin.NONE));
        if (random.nextBoolean()) {
            WindowFunction sum = WindowFunction.of(random.nextBoolean() ? AggregateFunctions.MAX : AggregateFunctions.COUNT);
            Expression argument = value(columns, random.nextInt(5) == 0 ? outer : List.of());
            calls.add(new LogicalPlan.Window.Call(builder.ids.create("f", SqlType.BIGINT), sum, List.of(argument),
                    sum.resolver().resolve(List.of(SqlType.BIGINT)).orElseThrow(), false, LogicalPlan.Window.Frame.PARTITION, Origin.NONE));
        }
        LogicalPlan window = new LogicalPlan.Window(
                input, partitionBy, List.of(new LogicalPlan.Sort.Key(key, random.nextBoolean(), random.nextBoolean())), calls, null);
        Expression first = new Expression.Comparison(
                Expression.Comparison.Operator.LESS_OR_EQUAL, calls.getFirst().output().reference(), PlanBuilder.number(random.nextInt(4)));
        return switch (random.nextInt(3)) {
            case 0 -> new LogicalPlan.Filter(window, first);
            case 1 -> new LogicalPlan.Filter(window, condition(window.columns(), outer));
            default -> window;
        };
    }

    private Expression joinCondition(LogicalPlan left, LogicalPlan right, List<LogicalColumn> outer) {
        List<LogicalColumn> both = new ArrayList<>(left.columns());
        both.addAll(right.columns());
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> new Expression.And(List.of(comparison(left.columns(), right.columns()), condition(both, outer)));
            default -> comparison(left.columns(), right.columns());
        };
    }

    private Expression condition(List<LogicalColumn> columns, List<LogicalColumn> outer) {
        Expression one = outer.isEmpty() || random.nextInt(3) == 0 ? comparison(columns, List.of()) : comparison(columns, outer);
        return switch (random.nextInt(6)) {
            case 0 -> new Expression.And(List.of(one, comparison(columns, columns)));
            case 1 -> new Expression.Or(List.of(one, comparison(columns, outer)));
            case 2 -> new Expression.Not(one);
            case 3 -> new Expression.IsNull(value(columns, outer));
            default -> one;
        };
    }

    private Expression comparison(List<LogicalColumn> left, List<LogicalColumn> right) {
        Expression.Comparison.Operator[] operators = Expression.Comparison.Operator.values();
        Expression.Comparison.Operator operator = random.nextInt(3) > 0 ? Expression.Comparison.Operator.EQUAL : operators[random.nextInt(operators.length)];
        return new Expression.Comparison(operator, column(left), column(right));
    }

    private Expression column(List<LogicalColumn> columns) {
        List<LogicalColumn> usable = bigints(columns);
        return usable.isEmpty() ? PlanBuilder.number(random.nextInt(4)) : usable.get(random.nextInt(usable.size())).reference();
    }

    private Expression value(List<LogicalColumn> columns, List<LogicalColumn> outer) {
        Expression inner = column(columns);
        return switch (random.nextInt(4)) {
            case 0 -> PlanBuilder.number(random.nextInt(4));
            case 1 -> outer.isEmpty() ? inner : column(outer);
            case 2 -> new Expression.Arithmetic(Expression.Arithmetic.Operator.ADD, inner, outer.isEmpty() ? PlanBuilder.number(1) : column(outer), SqlType.BIGINT);
            default -> inner;
        };
    }

    private static List<LogicalColumn> bigints(List<LogicalColumn> columns) {
        return columns.stream().filter(column -> column.type().equals(SqlType.BIGINT)).toList();
    }
}
