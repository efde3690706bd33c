package dev.weir.exec.plan.wire;

import dev.weir.exec.expression.Expression;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.AggregateFunction;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.JoinKind;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.TableName;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.exec.type.SqlType;
import dev.weir.proto.v1.ExpressionMessage;
import dev.weir.proto.v1.PartitioningMessage;
import dev.weir.proto.v1.PlanMessage;
import dev.weir.proto.v1.PlanNode;
import dev.weir.proto.v1.RuntimeFilterMessage;
import dev.weir.proto.v1.ScanAccessMessage;
import dev.weir.proto.v1.ScanColumnMessage;
import dev.weir.proto.v1.SortKeyMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// Reads the nodes of a plan and has {@link PlanCheck} check each before the next one is made of it.
final class PlanDecoder {
    /// Planning and execution recurse, so that a deeper plan would end the thread's stack.
    private static final int MAX_DEPTH = 500;
    private static final int MOST_WAIT_MILLIS = 600_000;

    private PlanDecoder() {}

    static PhysicalPlan decode(PlanMessage message) {
        ArrayDeque<Decoded> stack = new ArrayDeque<>();
        for (PlanNode node : message.getNodesList()) {
            List<PhysicalPlan> children = new ArrayList<>();
            int depth = 0;
            int count = arity(node);
            Refusal.unless(count <= stack.size(), "plan that ends too early");
            for (int i = 0; i < count; i++) {
                Decoded child = stack.pop();
                children.add(child.plan());
                depth = Math.max(depth, child.depth() + 1);
            }
            Refusal.unless(depth < MAX_DEPTH, "plan nested too deeply");
            PhysicalPlan plan = node(node, List.copyOf(children.reversed()));
            PlanCheck.checkNode(plan);
            stack.push(new Decoded(plan, depth));
        }
        Refusal.unless(stack.size() == 1, "plan of " + stack.size() + " trees");
        return stack.pop().plan();
    }

    private record Decoded(PhysicalPlan plan, int depth) {}

    /// How many nodes a node takes, with the count that it states checked.
    private static int arity(PlanNode node) {
        int stated = node.getChildren();
        boolean right = switch (node.getKindCase()) {
            case SCAN, VALUES, EXCHANGE_SOURCE, SHARED_REF -> stated == 0;
            case FILTER, PROJECT, AGGREGATE, SORT, TOP_N, WINDOW, LIMIT, ASSERT_SINGLE_ROW, REPEAT, EXCHANGE_SINK, CLIENT_OUTPUT -> stated == 1;
            case HASH_JOIN, NESTED_LOOP_JOIN -> stated == 2;
            case UNION -> stated >= 1;
            case WITH -> stated == node.getWith().getIdsCount() + 1;
            case KIND_NOT_SET -> false;
        };
        Refusal.unless(right, "unknown node, or one with a wrong number of inputs");
        return stated;
    }

    private static PhysicalPlan node(PlanNode node, List<PhysicalPlan> c) {
        return switch (node.getKindCase()) {
            case SCAN -> scan(node.getScan());
            case VALUES -> values(node.getValues());
            case EXCHANGE_SOURCE -> new PhysicalPlan.ExchangeSource(node.getExchangeSource().getStage(),
                    TypeCodec.decode(node.getExchangeSource().getTypesList()), sortKeys(node.getExchangeSource().getMergeList()));
            case FILTER -> new PhysicalPlan.Filter(c.getFirst(), ExpressionCodec.decode(node.getFilter(), c.getFirst().types()));
            case PROJECT -> {
                List<SqlType> inputs = c.getFirst().types();
                List<Expression> expressions = new ArrayList<>();
                for (ExpressionMessage expression : node.getProject().getExpressionsList()) {
                    expressions.add(ExpressionCodec.decode(expression, inputs));
                }
                yield new PhysicalPlan.Project(c.getFirst(), expressions);
            }
            case AGGREGATE -> aggregate(node.getAggregate(), c.getFirst());
            case HASH_JOIN -> hashJoin(node.getHashJoin(), c.get(0), c.get(1));
            case NESTED_LOOP_JOIN -> new PhysicalPlan.NestedLoopJoin(joinKind(node.getNestedLoopJoin().getKind()), c.get(0), c.get(1),
                    node.getNestedLoopJoin().hasCondition() ? ExpressionCodec.decode(node.getNestedLoopJoin().getCondition(), both(c.get(0), c.get(1))) : null,
                    node.getNestedLoopJoin().getOutputList());
            case SORT -> new PhysicalPlan.Sort(c.getFirst(), sortKeys(node.getSort().getKeysList()));
            case TOP_N -> new PhysicalPlan.TopN(c.getFirst(), sortKeys(node.getTopN().getKeysList()), node.getTopN().getCount(), node.getTopN().getOffset());
            case WINDOW -> WindowCodec.decode(node.getWindow(), sortKeys(node.getWindow().getKeysList()), c.getFirst());
            case LIMIT -> new PhysicalPlan.Limit(c.getFirst(), node.getLimit().getCount(), node.getLimit().getOffset());
            case UNION -> new PhysicalPlan.Union(c);
            case ASSERT_SINGLE_ROW -> new PhysicalPlan.AssertSingleRow(
                    c.getFirst(), Origin.of(node.getAssertSingleRow().getLine(), node.getAssertSingleRow().getColumn()));
            case REPEAT -> new PhysicalPlan.Repeat(c.getFirst(), node.getRepeat().getCount());
            case WITH -> {
                List<PhysicalPlan.With.Definition> definitions = new ArrayList<>();
                for (int i = 0; i < node.getWith().getIdsCount(); i++) {
                    definitions.add(new PhysicalPlan.With.Definition(node.getWith().getIds(i), c.get(i)));
                }
                yield new PhysicalPlan.With(definitions, c.getLast());
            }
            case SHARED_REF -> new PhysicalPlan.SharedRef(node.getSharedRef().getId(), TypeCodec.decode(node.getSharedRef().getTypesList()));
            case EXCHANGE_SINK -> new PhysicalPlan.ExchangeSink(c.getFirst(), partitioning(node.getExchangeSink()));
            case CLIENT_OUTPUT -> new PhysicalPlan.ClientOutput(c.getFirst(), node.getClientOutput().getNamesList());
            case KIND_NOT_SET -> throw Refusal.of("unknown node");
        };
    }

    private static PhysicalPlan scan(PlanNode.Scan message) {
        List<PhysicalPlan.Scan.ScanColumn> columns = columns(message.getColumnsList());
        List<RuntimeFilter> filters = filters(message.getRuntimeFiltersList());
        Expression filter = message.hasFilter() ? ExpressionCodec.decode(message.getFilter(), types(columns)) : null;
        TableName table = new TableName(message.getTable().getDomain(), message.getTable().getProduct(), message.getTable().getTable());
        return new PhysicalPlan.Scan(
                message.getId(), table, message.getSnapshot(), columns, filter, access(message.getAccess()), filters, message.getEstimatedRows());
    }

    private static ScanAccess access(ScanAccessMessage message) {
        return switch (message.getKindCase()) {
            case UNRESOLVED -> new ScanAccess.Unresolved();
            case OPEN -> new ScanAccess.Open();
            case GOVERNED -> {
                List<PhysicalPlan.Scan.ScanColumn> columns = columns(message.getGoverned().getColumnsList());
                List<SqlType> inputs = types(columns);
                Expression rowFilter = message.getGoverned().hasRowFilter() ? ExpressionCodec.decode(message.getGoverned().getRowFilter(), inputs) : null;
                List<ScanAccess.ColumnMask> masks = new ArrayList<>();
                for (ScanAccessMessage.Mask mask : message.getGoverned().getMasksList()) {
                    masks.add(new ScanAccess.ColumnMask(mask.getName(), ExpressionCodec.decode(mask.getValue(), inputs), mask.getKind()));
                }
                yield new ScanAccess.Governed(columns, rowFilter, masks, message.getGoverned().getPoliciesList());
            }
            case KIND_NOT_SET -> throw Refusal.of("scan that does not say what governs it");
        };
    }

    private static PhysicalPlan values(PlanNode.Values message) {
        List<SqlType> types = TypeCodec.decode(message.getTypesList());
        int rows = message.getRows();
        Refusal.unless(rows >= 0 && (long) rows * types.size() == message.getLiteralsCount(), "VALUES of another size");
        Refusal.unless(!types.isEmpty() || rows <= 1_000_000, "VALUES of too many empty rows");
        List<List<Expression.Literal>> all = new ArrayList<>(rows);
        List<Expression.Literal> literals = LiteralCodec.decode(message.getLiteralsList());
        for (int row = 0; row < rows; row++) {
            all.add(List.copyOf(literals.subList(row * types.size(), (row + 1) * types.size())));
        }
        return new PhysicalPlan.Values(types, all);
    }

    private static PhysicalPlan aggregate(PlanNode.Aggregate message, PhysicalPlan input) {
        List<AggregateCall> calls = new ArrayList<>();
        for (PlanNode.AggregateCallMessage call : message.getCallsList()) {
            AggregateFunction function = FunctionRegistry.aggregate(call.getFunction())
                    .orElseThrow(() -> Refusal.of("unknown aggregate function " + call.getFunction()));
            AggregateFunction.Signature signature = function.resolver().resolve(TypeCodec.decode(call.getSignatureList()))
                    .filter(resolved -> resolved.result().equals(TypeCodec.decode(call.getResult())))
                    .orElseThrow(() -> Refusal.of("no aggregate function " + call.getFunction() + " of these types"));
            calls.add(new AggregateCall(function, call.getArgumentsList(), call.getDistinct(), call.getFilter() - 1, signature,
                    Origin.of(call.getLine(), call.getColumn())));
        }
        PhysicalPlan.Aggregate.Step step = switch (message.getStep()) {
            case SINGLE -> PhysicalPlan.Aggregate.Step.SINGLE;
            case PARTIAL -> PhysicalPlan.Aggregate.Step.PARTIAL;
            case FINAL -> PhysicalPlan.Aggregate.Step.FINAL;
            case AGGREGATE_STEP_UNSPECIFIED, UNRECOGNIZED -> throw Refusal.of("unknown step of an aggregate");
        };
        return new PhysicalPlan.Aggregate(input, message.getKeysList(), calls, step, message.getEstimatedGroups());
    }

    private static PhysicalPlan hashJoin(PlanNode.HashJoin message, PhysicalPlan probe, PhysicalPlan build) {
        return new PhysicalPlan.HashJoin(joinKind(message.getKind()), probe, build, message.getProbeKeysList(), message.getBuildKeysList(),
                message.getNullsEqualList(), message.hasResidual() ? ExpressionCodec.decode(message.getResidual(), both(probe, build)) : null,
                message.getNullAware(), message.getOutputList(), filters(message.getFiltersList()), message.getEstimatedRows());
    }

    private static JoinKind joinKind(PlanNode.JoinKindMessage kind) {
        return switch (kind) {
            case INNER -> JoinKind.INNER;
            case PROBE_OUTER -> JoinKind.PROBE_OUTER;
            case BUILD_OUTER -> JoinKind.BUILD_OUTER;
            case FULL -> JoinKind.FULL;
            case PROBE_SEMI -> JoinKind.PROBE_SEMI;
            case PROBE_ANTI -> JoinKind.PROBE_ANTI;
            case BUILD_SEMI -> JoinKind.BUILD_SEMI;
            case BUILD_ANTI -> JoinKind.BUILD_ANTI;
            case MARK -> JoinKind.MARK;
            case JOIN_KIND_UNSPECIFIED, UNRECOGNIZED -> throw Refusal.of("unknown kind of join");
        };
    }

    private static Partitioning partitioning(PartitioningMessage message) {
        return switch (message.getKindCase()) {
            case SINGLE -> new Partitioning.Single();
            case BROADCAST -> new Partitioning.Broadcast();
            case HASH -> new Partitioning.Hash(message.getHash().getColumnsList());
            case ROUND_ROBIN -> new Partitioning.RoundRobin();
            case KIND_NOT_SET -> throw Refusal.of("unknown partitioning");
        };
    }

    private static List<SortKey> sortKeys(List<SortKeyMessage> messages) {
        List<SortKey> keys = new ArrayList<>(messages.size());
        for (SortKeyMessage message : messages) {
            keys.add(new SortKey(message.getColumn(), message.getDescending(), message.getNullsFirst()));
        }
        return keys;
    }

    private static List<RuntimeFilter> filters(List<RuntimeFilterMessage> messages) {
        List<RuntimeFilter> filters = new ArrayList<>(messages.size());
        for (RuntimeFilterMessage message : messages) {
            Refusal.unless(message.getId() >= 0 && message.getId() < RuntimeFilter.MOST, "runtime filter of an impossible id");
            Refusal.unless(message.getWaitMillis() >= 0 && message.getWaitMillis() <= MOST_WAIT_MILLIS, "runtime filter to be waited for too long");
            filters.add(new RuntimeFilter(message.getId(), message.getColumn(), message.getWaitMillis()));
        }
        return filters;
    }

    private static List<PhysicalPlan.Scan.ScanColumn> columns(List<ScanColumnMessage> messages) {
        List<PhysicalPlan.Scan.ScanColumn> columns = new ArrayList<>(messages.size());
        for (ScanColumnMessage message : messages) {
            columns.add(new PhysicalPlan.Scan.ScanColumn(message.getName(), TypeCodec.decode(message.getType())));
        }
        return columns;
    }

    private static List<SqlType> types(List<PhysicalPlan.Scan.ScanColumn> columns) {
        List<SqlType> types = new ArrayList<>(columns.size());
        for (PhysicalPlan.Scan.ScanColumn column : columns) {
            types.add(column.type());
        }
        return types;
    }

    private static List<SqlType> both(PhysicalPlan probe, PhysicalPlan build) {
        List<SqlType> both = new ArrayList<>(probe.types());
        both.addAll(build.types());
        return both;
    }
}
