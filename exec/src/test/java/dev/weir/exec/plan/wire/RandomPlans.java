package dev.weir.exec.plan.wire;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.function.ScalarFunction;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Makes random well-typed fragments out of every record of the plan.
final class RandomPlans {
    static final List<SqlType> TYPES = List.of(
            SqlType.BOOLEAN, SqlType.TINYINT, SqlType.SMALLINT, SqlType.INTEGER, SqlType.BIGINT, SqlType.REAL, SqlType.DOUBLE,
            new SqlType.Decimal(9, 2), new SqlType.Decimal(38, 10), SqlType.VARCHAR, new SqlType.Varchar(7), new SqlType.Char(3),
            SqlType.VARBINARY, SqlType.UUID, SqlType.DATE, SqlType.TIME, new SqlType.Time(9), SqlType.TIMESTAMP, new SqlType.Timestamp(9),
            SqlType.TIMESTAMP_TZ, SqlType.INTERVAL_YEAR_MONTH, SqlType.INTERVAL_DAY_SECOND);

    private final Random random;
    private int nextFilter;
    private final Map<Integer, List<SqlType>> shared = new HashMap<>();
    private final List<Integer> stages = new ArrayList<>();
    private int ids;

    RandomPlans(long seed) {
        random = new Random(seed);
    }

    Fragment fragment() {
        PhysicalPlan plan = plan(4);
        PhysicalPlan root = random.nextBoolean() ? new PhysicalPlan.ExchangeSink(plan, partitioning(plan.types().size())) : output(plan);
        Site site = random.nextBoolean() ? new Site.Domain("sales") : new Site.Coordinator();
        return new Fragment(random.nextInt(10), root, site, random.nextBoolean(), stages);
    }

    private PhysicalPlan output(PhysicalPlan plan) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < plan.types().size(); i++) {
            names.add("column " + i);
        }
        return new PhysicalPlan.ClientOutput(plan, names);
    }

    private Partitioning partitioning(int columns) {
        return switch (random.nextInt(4)) {
            case 0 -> new Partitioning.Single();
            case 1 -> new Partitioning.Broadcast();
            case 2 -> new Partitioning.Hash(positions(columns));
            default -> new Partitioning.RoundRobin();
        };
    }

    PhysicalPlan plan(int depth) {
        if (depth == 0) {
            return leaf();
        }
        return switch (random.nextInt(16)) {
            case 14 -> window(plan(depth - 1));
            case 0 -> filter(plan(depth - 1));
            case 1, 2 -> project(plan(depth - 1));
            case 3 -> aggregate(plan(depth - 1));
            case 4, 5 -> hashJoin(plan(depth - 1));
            case 6 -> nestedLoop(plan(depth - 1), plan(depth - 1));
            case 7 -> sorted(plan(depth - 1));
            case 8 -> new PhysicalPlan.Limit(plan(depth - 1), random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(100), random.nextInt(5));
            case 9 -> union(plan(depth - 1));
            case 10 -> new PhysicalPlan.AssertSingleRow(plan(depth - 1));
            case 11 -> repeat(plan(depth - 1));
            case 12 -> with(depth);
            default -> leaf();
        };
    }

    private PhysicalPlan filter(PhysicalPlan input) {
        return new PhysicalPlan.Filter(input, expression(SqlType.BOOLEAN, input.types(), 3));
    }

    private PhysicalPlan project(PhysicalPlan input) {
        List<Expression> expressions = new ArrayList<>();
        for (SqlType type : types()) {
            expressions.add(expression(type, input.types(), 4));
        }
        return new PhysicalPlan.Project(input, expressions);
    }

    private PhysicalPlan sorted(PhysicalPlan input) {
        return random.nextBoolean() ? new PhysicalPlan.Sort(input, keys(input.types().size()))
                : new PhysicalPlan.TopN(input, keys(input.types().size()), random.nextInt(1000), random.nextInt(10));
    }

    private PhysicalPlan union(PhysicalPlan input) {
        return new PhysicalPlan.Union(List.of(input, new PhysicalPlan.Values(input.types(), List.of())));
    }

    private PhysicalPlan repeat(PhysicalPlan input) {
        List<Expression> expressions = new ArrayList<>();
        for (int i = 0; i < input.types().size(); i++) {
            expressions.add(new Expression.Column(i, input.types().get(i)));
        }
        expressions.add(expression(SqlType.BIGINT, input.types(), 1));
        return new PhysicalPlan.Repeat(new PhysicalPlan.Project(input, expressions), expressions.size() - 1);
    }

    private PhysicalPlan with(int depth) {
        int id = ids++;
        PhysicalPlan definition = plan(depth - 1);
        shared.put(id, definition.types());
        PhysicalPlan body = nestedLoop(new PhysicalPlan.SharedRef(id, definition.types()), plan(depth - 1));
        shared.remove(id);
        return new PhysicalPlan.With(List.of(new PhysicalPlan.With.Definition(id, definition)), body);
    }

    private PhysicalPlan leaf() {
        return switch (random.nextInt(4)) {
            case 0 -> {
                List<SqlType> types = types();
                List<List<Expression.Literal>> rows = new ArrayList<>();
                for (int i = 0; i < random.nextInt(4); i++) {
                    List<Expression.Literal> row = new ArrayList<>();
                    for (SqlType type : types) {
                        row.add(literal(type));
                    }
                    rows.add(row);
                }
                yield new PhysicalPlan.Values(types, rows);
            }
            case 1 -> {
                List<SqlType> types = types();
                stages.add(stages.size());
                yield new PhysicalPlan.ExchangeSource(stages.size() - 1, types, random.nextBoolean() ? List.of() : keys(types.size()));
            }
            case 2 -> {
                if (shared.isEmpty()) {
                    yield new PhysicalPlan.Values(List.of(), List.of(List.of()));
                }
                Map.Entry<Integer, List<SqlType>> entry = shared.entrySet().iterator().next();
                yield new PhysicalPlan.SharedRef(entry.getKey(), entry.getValue());
            }
            default -> scan();
        };
    }

    private PhysicalPlan scan() {
        List<PhysicalPlan.Scan.ScanColumn> columns = columns();
        List<SqlType> types = new ArrayList<>();
        List<RuntimeFilter> filters = new ArrayList<>();
        for (PhysicalPlan.Scan.ScanColumn column : columns) {
            filters.add(new RuntimeFilter(nextFilter++, types.size()));
            types.add(column.type());
        }
        ScanAccess access = switch (random.nextInt(3)) {
            case 0 -> new ScanAccess.Unresolved();
            case 1 -> new ScanAccess.Open();
            default -> new ScanAccess.Governed(columns, random.nextBoolean() ? null : expression(SqlType.BOOLEAN, types, 2),
                    List.of(new ScanAccess.ColumnMask(columns.getFirst().name(), expression(types.getFirst(), types, 2), "regex")), List.of("policy"));
        };
        return new PhysicalPlan.Scan(ids++, new TableName("sales", "tpch", "orders"), "snapshot", columns,
                random.nextBoolean() ? null : expression(SqlType.BOOLEAN, types, 3), access, filters, random.nextDouble());
    }

    private List<PhysicalPlan.Scan.ScanColumn> columns() {
        List<PhysicalPlan.Scan.ScanColumn> columns = new ArrayList<>();
        for (SqlType type : types()) {
            columns.add(new PhysicalPlan.Scan.ScanColumn("c" + columns.size(), type));
        }
        return columns;
    }

    private PhysicalPlan aggregate(PhysicalPlan input) {
        PhysicalPlan.Aggregate.Step step = PhysicalPlan.Aggregate.Step.values()[random.nextInt(3)];
        List<SqlType> types = input.types();
        List<Expression> before = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            before.add(new Expression.Column(i, types.get(i)));
        }
        List<AggregateCall> calls = new ArrayList<>();
        for (AggregateFunction function : FunctionRegistry.aggregates().values()) {
            Optional<AggregateFunction.Signature> signature = function.resolver().resolve(List.of(any(TYPES)));
            if (random.nextBoolean() || signature.isEmpty()) {
                continue;
            }
            List<Integer> arguments = new ArrayList<>();
            for (SqlType type : step == PhysicalPlan.Aggregate.Step.FINAL ? signature.get().intermediate() : signature.get().arguments()) {
                arguments.add(before.size());
                before.add(expression(type, types, 1));
            }
            int filter = -1;
            if (step != PhysicalPlan.Aggregate.Step.FINAL && random.nextBoolean()) {
                filter = before.size();
                before.add(expression(SqlType.BOOLEAN, types, 1));
            }
            calls.add(new AggregateCall(function, arguments, step == PhysicalPlan.Aggregate.Step.SINGLE && random.nextBoolean(), filter, signature.get()));
        }
        return new PhysicalPlan.Aggregate(new PhysicalPlan.Project(input, before), positions(before.size()), calls, step, random.nextDouble());
    }

    private PhysicalPlan window(PhysicalPlan input) {
        List<SqlType> types = input.types();
        List<Expression> before = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            before.add(new Expression.Column(i, types.get(i)));
        }
        int offset = before.size();
        before.add(expression(SqlType.BIGINT, types, 1));
        List<WindowFunction> functions = new ArrayList<>(FunctionRegistry.windows().values());
        FunctionRegistry.aggregates().values().forEach(aggregate -> functions.add(WindowFunction.of(aggregate)));
        List<WindowCall> calls = new ArrayList<>();
        for (WindowFunction function : functions) {
            List<SqlType> wanted = random.nextInt(3) == 0 ? List.of() : random.nextInt(3) == 0 ? List.of(any(TYPES), SqlType.BIGINT) : List.of(any(TYPES));
            Optional<WindowFunction.Signature> signature = function.resolver().resolve(wanted);
            if (random.nextBoolean() || signature.isEmpty()) {
                continue;
            }
            List<Integer> arguments = new ArrayList<>();
            for (SqlType type : signature.get().arguments()) {
                arguments.add(before.size());
                before.add(expression(type, types, 1));
            }
            WindowFrame.Exclusion exclusion = any(List.of(WindowFrame.Exclusion.values()));
            WindowFrame frame = switch (random.nextInt(3)) {
                case 0 -> WindowFrame.PARTITION;
                case 1 -> new WindowFrame(WindowFrame.Unit.ROWS, new WindowFrame.Bound(WindowFrame.Kind.PRECEDING, offset, -1),
                        new WindowFrame.Bound(WindowFrame.Kind.CURRENT_ROW, -1, -1), exclusion, null);
                default -> new WindowFrame(WindowFrame.Unit.RANGE, new WindowFrame.Bound(WindowFrame.Kind.UNBOUNDED_PRECEDING, -1, -1),
                        new WindowFrame.Bound(WindowFrame.Kind.FOLLOWING, -1, offset), exclusion, new SortKey(offset, random.nextBoolean(), random.nextBoolean()));
            };
            calls.add(new WindowCall(function, arguments, signature.get(), function.kind().picksValue() && random.nextBoolean(), frame, 1, 1));
        }
        List<SortKey> keys = List.of(new SortKey(offset, random.nextBoolean(), false), new SortKey(offset, false, true));
        PhysicalPlan.Window.Top top = random.nextInt(3) == 0 ? new PhysicalPlan.Window.Top(WindowFunction.Kind.RANK, random.nextInt(9)) : null;
        return new PhysicalPlan.Window(new PhysicalPlan.Project(input, before), keys, random.nextInt(2), calls, top);
    }

    private PhysicalPlan hashJoin(PhysicalPlan probe) {
        if (probe.types().isEmpty()) {
            return probe;
        }
        PhysicalPlan build = new PhysicalPlan.Values(probe.types(), List.of());
        JoinKind kind = any(List.of(JoinKind.values()));
        List<Integer> keys = new ArrayList<>(List.of(random.nextInt(probe.types().size())));
        Expression residual = random.nextBoolean() ? null : expression(SqlType.BOOLEAN, both(probe, build), 2);
        return new PhysicalPlan.HashJoin(kind, probe, build, keys, keys, List.of(random.nextBoolean()), residual, random.nextBoolean(),
                joinOutput(kind, probe, build), List.of(new RuntimeFilter(nextFilter++, 0)), 1e9);
    }

    private PhysicalPlan nestedLoop(PhysicalPlan probe, PhysicalPlan build) {
        JoinKind kind = any(List.of(JoinKind.INNER, JoinKind.PROBE_OUTER, JoinKind.BUILD_OUTER, JoinKind.FULL, JoinKind.PROBE_SEMI, JoinKind.PROBE_ANTI, JoinKind.MARK));
        Expression condition = random.nextBoolean() ? null : expression(SqlType.BOOLEAN, both(probe, build), 2);
        return new PhysicalPlan.NestedLoopJoin(kind, probe, build, condition, joinOutput(kind, probe, build));
    }

    private List<Integer> joinOutput(JoinKind kind, PhysicalPlan probe, PhysicalPlan build) {
        int probeColumns = probe.types().size();
        List<Integer> output = new ArrayList<>();
        for (int i = 0; i < probeColumns + build.types().size(); i++) {
            boolean buildSide = i >= probeColumns;
            boolean kept = kind.emitsPairs() || buildSide == (kind == JoinKind.BUILD_SEMI || kind == JoinKind.BUILD_ANTI);
            if (kept && random.nextInt(3) > 0) {
                output.add(i);
            }
        }
        return output;
    }

    private static List<SqlType> both(PhysicalPlan probe, PhysicalPlan build) {
        List<SqlType> both = new ArrayList<>(probe.types());
        both.addAll(build.types());
        return both;
    }

    private List<SortKey> keys(int columns) {
        List<SortKey> keys = new ArrayList<>();
        for (int position : positions(columns)) {
            keys.add(new SortKey(position, random.nextBoolean(), random.nextBoolean()));
        }
        return keys;
    }

    private List<Integer> positions(int size) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < Math.min(size, 3); i++) {
            positions.add(random.nextInt(size));
        }
        return positions;
    }

    private List<SqlType> types() {
        List<SqlType> types = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            types.add(any(TYPES));
        }
        return types;
    }

    Expression expression(SqlType type, List<SqlType> inputs, int depth) {
        if (depth > 0 && random.nextInt(4) > 0) {
            Expression inner = switch (random.nextInt(5)) {
                case 0 -> new Expression.Case(List.of(new Expression.Case.Branch(
                        expression(SqlType.BOOLEAN, inputs, depth - 1), expression(type, inputs, depth - 1))), expression(type, inputs, depth - 1));
                case 1 -> new Expression.Coalesce(List.of(expression(type, inputs, depth - 1), expression(type, inputs, depth - 1)));
                case 2 -> new Expression.Cast(expression(any(TYPES), inputs, depth - 1), type, random.nextBoolean());
                case 3 -> call(type, inputs, depth);
                default -> null;
            };
            if (inner != null) {
                return inner;
            }
            if (type instanceof SqlType.Bool) {
                return condition(inputs, depth - 1);
            }
            if (type.isNumeric()) {
                return random.nextInt(3) == 0 ? new Expression.Negate(expression(type, inputs, depth - 1))
                        : new Expression.Arithmetic(any(List.of(Expression.Arithmetic.Operator.values())),
                                expression(type, inputs, depth - 1), expression(type, inputs, depth - 1), type);
            }
            if (type instanceof SqlType.Timestamp || type instanceof SqlType.Date) {
                return new Expression.Arithmetic(Expression.Arithmetic.Operator.ADD,
                        expression(type, inputs, depth - 1), expression(SqlType.INTERVAL_DAY_SECOND, inputs, depth - 1), type);
            }
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).equals(type) && random.nextBoolean()) {
                return new Expression.Column(i, type);
            }
        }
        return literal(type);
    }

    private Expression call(SqlType type, List<SqlType> inputs, int depth) {
        for (ScalarFunction function : FunctionRegistry.scalars().values()) {
            List<SqlType> arguments = types();
            Optional<ScalarFunction.Signature> signature = function.resolver().resolve(arguments);
            if (signature.isPresent() && signature.get().result().equals(type)
                    && function.resolver().resolve(signature.get().arguments()).equals(signature)) {
                List<Expression> operands = new ArrayList<>();
                for (SqlType argument : signature.get().arguments()) {
                    operands.add(expression(argument, inputs, depth - 1));
                }
                return new Expression.Call(function, operands, type);
            }
        }
        return null;
    }

    private Expression condition(List<SqlType> inputs, int depth) {
        SqlType type = any(TYPES);
        return switch (random.nextInt(7)) {
            case 0 -> new Expression.And(List.of(expression(SqlType.BOOLEAN, inputs, depth), expression(SqlType.BOOLEAN, inputs, depth)));
            case 1 -> new Expression.Or(List.of(expression(SqlType.BOOLEAN, inputs, depth), expression(SqlType.BOOLEAN, inputs, depth)));
            case 2 -> new Expression.Not(expression(SqlType.BOOLEAN, inputs, depth));
            case 3 -> new Expression.IsNull(expression(type, inputs, depth));
            case 4 -> new Expression.InList(expression(type, inputs, depth), random.nextBoolean() ? List.of() : List.of(literal(type), literal(type)));
            case 5 -> new Expression.Like(expression(SqlType.VARCHAR, inputs, depth), expression(SqlType.VARCHAR, inputs, depth),
                    random.nextBoolean() ? null : Expression.Literal.ofString("!"), random.nextBoolean());
            default -> new Expression.Comparison(any(List.of(Expression.Comparison.Operator.values())),
                    expression(type, inputs, depth), expression(type, inputs, depth));
        };
    }

    Expression.Literal literal(SqlType type) {
        if (random.nextInt(5) == 0) {
            return Expression.Literal.ofNull(type);
        }
        Object value = switch (type) {
            case SqlType.Bool _ -> random.nextBoolean();
            case SqlType.Integral integral -> random.nextLong() >> (64 - integral.bytes() * 8);
            case SqlType.Date _, SqlType.IntervalYearMonth _ -> (long) random.nextInt();
            case SqlType.Time _, SqlType.Timestamp _, SqlType.TimestampTz _, SqlType.IntervalDaySecond _ -> random.nextLong();
            case SqlType.Real _, SqlType.Double _ -> random.nextInt(4) == 0 ? Double.NaN : random.nextDouble();
            case SqlType.Decimal decimal -> new BigDecimal(
                    new BigInteger(126, random).remainder(BigInteger.TEN.pow(decimal.precision())).multiply(BigInteger.valueOf(random.nextInt(3) - 1)), decimal.scale());
            case SqlType.Varchar _, SqlType.Char _ -> random.nextBoolean() ? "" : "straße" + random.nextInt();
            case SqlType.Varbinary _, SqlType.Uuid _ -> {
                byte[] bytes = new byte[16];
                random.nextBytes(bytes);
                yield new Expression.Bytes(bytes);
            }
            case SqlType.Unknown _, SqlType.Array _, SqlType.Map _, SqlType.Row _ -> null;
        };
        return new Expression.Literal(value, type);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
