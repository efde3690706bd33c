package dev.weir.exec.plan.wire;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Expression;
import dev.weir.exec.plan.AggregateCall;
import dev.weir.exec.plan.Partitioning;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.RuntimeFilter;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.policy.ScanAccess;
import dev.weir.proto.v1.PartitioningMessage;
import dev.weir.proto.v1.PlanMessage;
import dev.weir.proto.v1.PlanNode;
import dev.weir.proto.v1.RuntimeFilterMessage;
import dev.weir.proto.v1.ScanAccessMessage;
import dev.weir.proto.v1.ScanColumnMessage;
import dev.weir.proto.v1.SortKeyMessage;
import dev.weir.proto.v1.TableNameMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes the nodes of a plan in post order.
final class PlanEncoder {
    private PlanEncoder() {}

    static void append(PhysicalPlan plan, PlanMessage.Builder message) {
        for (PhysicalPlan child : plan.children()) {
            append(child, message);
        }
        PlanNode.Builder node = message.addNodesBuilder().setChildren(plan.children().size());
        switch (plan) {
            case PhysicalPlan.Scan scan -> node.setScan(scan(scan));
            case PhysicalPlan.Values values -> node.setValues(values(values));
            case PhysicalPlan.ExchangeSource source -> node.getExchangeSourceBuilder()
                    .setStage(source.stage()).addAllTypes(TypeCodec.encode(source.types())).addAllMerge(sortKeys(source.merge()));
            case PhysicalPlan.Filter filter -> node.setFilter(ExpressionCodec.encode(filter.predicate()));
            case PhysicalPlan.Project project -> {
                PlanNode.Project.Builder built = node.getProjectBuilder();
                for (Expression expression : project.expressions()) {
                    built.addExpressions(ExpressionCodec.encode(expression));
                }
            }
            case PhysicalPlan.Aggregate aggregate -> node.setAggregate(aggregate(aggregate));
            case PhysicalPlan.HashJoin join -> node.setHashJoin(hashJoin(join));
            case PhysicalPlan.NestedLoopJoin join -> {
                PlanNode.NestedLoopJoin.Builder built = node.getNestedLoopJoinBuilder()
                        .setKind(PlanNode.JoinKindMessage.valueOf(join.kind().name())).addAllOutput(join.output());
                if (join.condition() != null) {
                    built.setCondition(ExpressionCodec.encode(join.condition()));
                }
            }
            case PhysicalPlan.Sort sort -> node.getSortBuilder().addAllKeys(sortKeys(sort.keys()));
            case PhysicalPlan.TopN top -> node.getTopNBuilder().addAllKeys(sortKeys(top.keys())).setCount(top.count()).setOffset(top.offset());
            case PhysicalPlan.Window window -> node.setWindow(WindowCodec.encode(window, sortKeys(window.keys())));
            case PhysicalPlan.Limit limit -> node.getLimitBuilder().setCount(limit.count()).setOffset(limit.offset());
            case PhysicalPlan.Union _ -> node.getUnionBuilder();
            case PhysicalPlan.AssertSingleRow single -> node.getAssertSingleRowBuilder()
                    .setLine(single.origin().line()).setColumn(single.origin().column());
            case PhysicalPlan.Repeat repeat -> node.getRepeatBuilder().setCount(repeat.count());
            case PhysicalPlan.With with -> {
                PlanNode.With.Builder built = node.getWithBuilder();
                for (PhysicalPlan.With.Definition definition : with.definitions()) {
                    built.addIds(definition.id());
                }
            }
            case PhysicalPlan.SharedRef reference -> node.getSharedRefBuilder().setId(reference.id()).addAllTypes(TypeCodec.encode(reference.types()));
            case PhysicalPlan.ExchangeSink sink -> node.setExchangeSink(partitioning(sink.partitioning()));
            case PhysicalPlan.ClientOutput output -> node.getClientOutputBuilder().addAllNames(output.names());
        }
    }

    private static PlanNode.Scan scan(PhysicalPlan.Scan scan) {
        PlanNode.Scan.Builder message = PlanNode.Scan.newBuilder()
                .setId(scan.id())
                .setTable(TableNameMessage.newBuilder()
                        .setDomain(scan.table().domain()).setProduct(scan.table().product()).setTable(scan.table().table()))
                .setSnapshot(scan.snapshot())
                .addAllColumns(columns(scan.columns()))
                .setAccess(access(scan.access()))
                .addAllRuntimeFilters(filters(scan.runtimeFilters()))
                .setEstimatedRows(scan.estimatedRows());
        if (scan.filter() != null) {
            message.setFilter(ExpressionCodec.encode(scan.filter()));
        }
        return message.build();
    }

    private static ScanAccessMessage access(ScanAccess access) {
        ScanAccessMessage.Builder message = ScanAccessMessage.newBuilder();
        switch (access) {
            case ScanAccess.Unresolved _ -> message.getUnresolvedBuilder();
            case ScanAccess.Open _ -> message.getOpenBuilder();
            case ScanAccess.Governed governed -> {
                ScanAccessMessage.Governed.Builder built = message.getGovernedBuilder()
                        .addAllColumns(columns(governed.columns())).addAllPolicies(governed.policies());
                if (governed.rowFilter() != null) {
                    built.setRowFilter(ExpressionCodec.encode(governed.rowFilter()));
                }
                for (ScanAccess.ColumnMask mask : governed.masks()) {
                    built.addMasksBuilder().setName(mask.name()).setValue(ExpressionCodec.encode(mask.value())).setKind(mask.kind());
                }
            }
        }
        return message.build();
    }

    private static PlanNode.Values values(PhysicalPlan.Values values) {
        PlanNode.Values.Builder message = PlanNode.Values.newBuilder()
                .addAllTypes(TypeCodec.encode(values.types())).setRows(values.rows().size());
        for (List<Expression.Literal> row : values.rows()) {
            for (Expression.Literal literal : row) {
                message.addLiterals(LiteralCodec.encode(literal));
            }
        }
        return message.build();
    }

    private static PlanNode.Aggregate aggregate(PhysicalPlan.Aggregate aggregate) {
        PlanNode.Aggregate.Builder message = PlanNode.Aggregate.newBuilder()
                .addAllKeys(aggregate.keys())
                .setStep(PlanNode.AggregateStep.valueOf(aggregate.step().name()))
                .setEstimatedGroups(aggregate.estimatedGroups());
        for (AggregateCall call : aggregate.calls()) {
            // The receiver resolves the signature again; what would come out otherwise must not be sent.
            if (!call.function().resolver().resolve(call.signature().arguments()).equals(Optional.of(call.signature()))) {
                throw new QueryException(ErrorCode.INTERNAL, "Aggregate with a signature that its function does not have: " + call);
            }
            message.addCallsBuilder()
                    .setFunction(call.function().name())
                    .addAllArguments(call.arguments())
                    .setDistinct(call.distinct())
                    .setFilter(call.filter() + 1)
                    .addAllSignature(TypeCodec.encode(call.signature().arguments()))
                    .setResult(TypeCodec.encode(call.signature().result()))
                    .setLine(call.origin().line())
                    .setColumn(call.origin().column());
        }
        return message.build();
    }

    private static PlanNode.HashJoin hashJoin(PhysicalPlan.HashJoin join) {
        PlanNode.HashJoin.Builder message = PlanNode.HashJoin.newBuilder()
                .setKind(PlanNode.JoinKindMessage.valueOf(join.kind().name()))
                .addAllProbeKeys(join.probeKeys())
                .addAllBuildKeys(join.buildKeys())
                .addAllNullsEqual(join.nullsEqual())
                .setNullAware(join.nullAware())
                .addAllOutput(join.output())
                .addAllFilters(filters(join.filters()))
                .setEstimatedRows(join.estimatedRows());
        if (join.residual() != null) {
            message.setResidual(ExpressionCodec.encode(join.residual()));
        }
        return message.build();
    }

    private static PartitioningMessage partitioning(Partitioning partitioning) {
        PartitioningMessage.Builder message = PartitioningMessage.newBuilder();
        switch (partitioning) {
            case Partitioning.Single _ -> message.getSingleBuilder();
            case Partitioning.Broadcast _ -> message.getBroadcastBuilder();
            case Partitioning.Hash hash -> message.getHashBuilder().addAllColumns(hash.columns());
            case Partitioning.RoundRobin _ -> message.getRoundRobinBuilder();
        }
        return message.build();
    }

    private static List<SortKeyMessage> sortKeys(List<SortKey> keys) {
        List<SortKeyMessage> messages = new ArrayList<>(keys.size());
        for (SortKey key : keys) {
            messages.add(SortKeyMessage.newBuilder()
                    .setColumn(key.column()).setDescending(key.descending()).setNullsFirst(key.nullsFirst()).build());
        }
        return messages;
    }

    private static List<RuntimeFilterMessage> filters(List<RuntimeFilter> filters) {
        List<RuntimeFilterMessage> messages = new ArrayList<>(filters.size());
        for (RuntimeFilter filter : filters) {
            messages.add(RuntimeFilterMessage.newBuilder().setId(filter.id()).setColumn(filter.column()).setWaitMillis(filter.waitMillis()).build());
        }
        return messages;
    }

    private static List<ScanColumnMessage> columns(List<PhysicalPlan.Scan.ScanColumn> columns) {
        List<ScanColumnMessage> messages = new ArrayList<>(columns.size());
        for (PhysicalPlan.Scan.ScanColumn column : columns) {
            messages.add(ScanColumnMessage.newBuilder().setName(column.name()).setType(TypeCodec.encode(column.type())).build());
        }
        return messages;
    }
}
