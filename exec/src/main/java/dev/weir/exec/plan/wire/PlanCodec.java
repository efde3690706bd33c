package dev.weir.exec.plan.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.PhysicalPlan;
import dev.weir.exec.plan.Site;
import dev.weir.exec.plan.Split;
import dev.weir.proto.v1.FragmentMessage;
import dev.weir.proto.v1.PlanMessage;
import dev.weir.proto.v1.SiteMessage;
import dev.weir.proto.v1.SplitMessage;
import java.util.Set;

/// Fragments and splits to and from the wire.
///
/// Decoding yields exactly what was sent, or throws PLAN_NOT_PERMITTED for what no planner of ours would send: unknown
/// functions, positions out of range, operands of wrong types. It grants nothing: the access of a scan is what the sender
/// wrote, and the worker replaces it.
public final class PlanCodec {
    private PlanCodec() {}

    public static FragmentMessage encode(Fragment fragment) {
        return FragmentMessage.newBuilder()
                .setStage(fragment.stage())
                .setRoot(encode(fragment.root()))
                .setSite(encode(fragment.site()))
                .setParallel(fragment.parallel())
                .addAllInputs(fragment.inputs())
                .build();
    }

    public static Fragment decode(FragmentMessage message) {
        PhysicalPlan root = decode(message.getRoot());
        Refusal.unless(root instanceof PhysicalPlan.ExchangeSink || root instanceof PhysicalPlan.ClientOutput, "stage that sends its rows nowhere");
        PlanCheck.checkInputs(root, Set.copyOf(message.getInputsList()));
        return new Fragment(message.getStage(), root, decode(message.getSite()), message.getParallel(), message.getInputsList());
    }

    public static PlanMessage encode(PhysicalPlan plan) {
        PlanMessage.Builder message = PlanMessage.newBuilder();
        PlanEncoder.append(plan, message);
        return message.build();
    }

    public static PhysicalPlan decode(PlanMessage message) {
        PhysicalPlan plan = PlanDecoder.decode(message);
        PlanCheck.checkTree(plan);
        return plan;
    }

    public static SplitMessage encode(Split split) {
        return SplitMessage.newBuilder()
                .setPath(split.path())
                .setLength(split.length())
                .setModifiedMillis(split.modifiedMillis())
                .setFooterHash(split.footerHash())
                .setFirstRowGroup(split.firstRowGroup())
                .setRowGroups(split.rowGroups())
                .setRows(split.rows())
                .build();
    }

    /// The path is not resolved here: only the worker knows which folder it must not leave.
    public static Split decode(SplitMessage message) {
        Refusal.unless(!message.getPath().isEmpty(), "split without a path");
        Refusal.unless(message.getLength() >= 0 && message.getRows() >= 0, "split of negative size");
        Refusal.unless(message.getFirstRowGroup() >= 0 && message.getRowGroups() >= 0
                && message.getFirstRowGroup() <= Integer.MAX_VALUE - message.getRowGroups(), "split with impossible row groups");
        return new Split(message.getPath(), message.getLength(), message.getModifiedMillis(), message.getFooterHash(),
                message.getFirstRowGroup(), message.getRowGroups(), message.getRows());
    }

    /// Sends a fragment through the wire form and back, for runs in which every plan must survive that.
    public static Fragment roundTrip(Fragment fragment) {
        try {
            return decode(FragmentMessage.parseFrom(encode(fragment).toByteString()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("what was encoded cannot be parsed", e);
        }
    }

    private static SiteMessage encode(Site site) {
        return switch (site) {
            case Site.Domain domain -> SiteMessage.newBuilder().setDomain(domain.name()).build();
            case Site.Coordinator _ -> SiteMessage.newBuilder().setCoordinator(SiteMessage.Coordinator.getDefaultInstance()).build();
        };
    }

    private static Site decode(SiteMessage message) {
        return switch (message.getKindCase()) {
            case DOMAIN -> new Site.Domain(message.getDomain());
            case COORDINATOR -> new Site.Coordinator();
            case KIND_NOT_SET -> throw Refusal.of("stage without a site");
        };
    }
}
