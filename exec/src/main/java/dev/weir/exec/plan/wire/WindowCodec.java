package dev.weir.exec.plan.wire;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.expression.Origin;
import dev.weir.exec.function.FunctionRegistry;
import dev.weir.exec.function.WindowFunction;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.SortKey;
import dev.weir.exec.plan.WindowCall;
import dev.weir.exec.plan.WindowFrame;
import dev.weir.proto.v1.PlanNode;
import dev.weir.proto.v1.SortKeyMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Writes and reads window nodes.
final class WindowCodec {
    private WindowCodec() {}

    static PlanNode.Window encode(PhysicalPlan.Window window, List<SortKeyMessage> keys) {
        PlanNode.Window.Builder message = PlanNode.Window.newBuilder().addAllKeys(keys).setPartitionKeys(window.partitionKeys());
        for (WindowCall call : window.calls()) {
            // The receiver resolves the signature again; what would come out otherwise must not be sent.
            if (!call.function().resolver().resolve(call.signature().arguments()).equals(Optional.of(call.signature()))) {
                throw new QueryException(ErrorCode.INTERNAL, "Window function with a signature that it does not have: " + call);
            }
            message.addCallsBuilder()
                    .setFunction(call.function().name())
                    .addAllArguments(call.arguments())
                    .addAllSignature(TypeCodec.encode(call.signature().arguments()))
                    .setResult(TypeCodec.encode(call.signature().result()))
                    .setIgnoreNulls(call.ignoreNulls())
                    .setFrame(frame(call.frame()))
                    .setPartitionKeys(call.partitionKeys())
                    .setOrderKeys(call.orderKeys())
                    .setLine(call.origin().line())
                    .setColumn(call.origin().column());
        }
        if (window.top() != null) {
            message.getTopBuilder().setFunction(window.top().kind().name().toLowerCase(Locale.ROOT)).setCount(window.top().count());
        }
        return message.build();
    }

    private static PlanNode.WindowFrameMessage frame(WindowFrame frame) {
        PlanNode.WindowFrameMessage.Builder message = PlanNode.WindowFrameMessage.newBuilder()
                .setUnit(frame.unit().name())
                .setStart(bound(frame.start()))
                .setEnd(bound(frame.end()))
                .setExclusion(frame.exclusion().name());
        if (frame.key() != null) {
            message.getKeyBuilder()
                    .setColumn(frame.key().column()).setDescending(frame.key().descending()).setNullsFirst(frame.key().nullsFirst());
        }
        return message.build();
    }

    private static PlanNode.WindowFrameMessage.Bound bound(WindowFrame.Bound bound) {
        return PlanNode.WindowFrameMessage.Bound.newBuilder()
                .setKind(bound.kind().name()).setOffset(bound.offset() + 1).setLimit(bound.limit() + 1).build();
    }

    static PhysicalPlan.Window decode(PlanNode.Window message, List<SortKey> keys, PhysicalPlan input) {
        List<WindowCall> calls = new ArrayList<>();
        for (PlanNode.WindowCallMessage call : message.getCallsList()) {
            WindowFunction function = FunctionRegistry.window(call.getFunction())
                    .or(() -> FunctionRegistry.aggregate(call.getFunction()).map(WindowFunction::of))
                    .orElseThrow(() -> Refusal.of("unknown window function " + call.getFunction()));
            WindowFunction.Signature signature = function.resolver().resolve(TypeCodec.decode(call.getSignatureList()))
                    .filter(resolved -> resolved.result().equals(TypeCodec.decode(call.getResult())))
                    .orElseThrow(() -> Refusal.of("no window function " + call.getFunction() + " of these types"));
            calls.add(new WindowCall(function, call.getArgumentsList(), signature, call.getIgnoreNulls(), frame(call.getFrame()),
                    call.getPartitionKeys(), call.getOrderKeys(), Origin.of(call.getLine(), call.getColumn())));
        }
        PhysicalPlan.Window.Top top = message.hasTop()
                ? new PhysicalPlan.Window.Top(FunctionRegistry.window(message.getTop().getFunction()).map(WindowFunction::kind)
                        .orElseThrow(() -> Refusal.of("unknown numbering of rows")), message.getTop().getCount())
                : null;
        return new PhysicalPlan.Window(input, keys, message.getPartitionKeys(), calls, top);
    }

    private static WindowFrame frame(PlanNode.WindowFrameMessage message) {
        SortKey key = message.hasKey()
                ? new SortKey(message.getKey().getColumn(), message.getKey().getDescending(), message.getKey().getNullsFirst())
                : null;
        return new WindowFrame(
                named(WindowFrame.Unit.values(), message.getUnit()), bound(message.getStart()), bound(message.getEnd()),
                named(WindowFrame.Exclusion.values(), message.getExclusion()), key);
    }

    private static WindowFrame.Bound bound(PlanNode.WindowFrameMessage.Bound message) {
        return new WindowFrame.Bound(named(WindowFrame.Kind.values(), message.getKind()), message.getOffset() - 1, message.getLimit() - 1);
    }

    private static <E extends Enum<E>> E named(E[] values, String name) {
        for (E value : values) {
            if (value.name().equals(name)) {
                return value;
            }
        }
        throw Refusal.of("unknown part of a window frame");
    }
}
