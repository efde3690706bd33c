package dev.weir.coordinator.schedule;

import com.google.protobuf.ByteString;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.exec.plan.Fragment;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.plan.wire.PlanCodec;
import dev.weir.proto.v1.ExchangeInput;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.FilterInput;
import dev.weir.proto.v1.FilterOutput;
import dev.weir.proto.v1.FilterPart;
import dev.weir.proto.v1.FragmentMessage;
import dev.weir.proto.v1.ScanSplits;
import dev.weir.proto.v1.SessionMessage;
import dev.weir.proto.v1.TaskIdMessage;
import dev.weir.proto.v1.TaskLocation;
import dev.weir.proto.v1.TaskMessage;
import java.security.SecureRandom;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Orders as workers get them. A fragment is encoded once, however many tasks have it.
final class OrderEncoder {
    private static final int KEY_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Placement placement;
    private final SessionMessage session;
    private final String coordinator;
    private final long memoryLimit;
    private final ByteString exchangeKey = randomKey();
    private final Map<Fragment, FragmentMessage> fragments = new IdentityHashMap<>();

    OrderEncoder(Placement placement, SessionMessage session, String coordinator, long memoryLimit) {
        this.placement = placement;
        this.session = session;
        this.coordinator = coordinator;
        this.memoryLimit = memoryLimit;
    }

    /// An order to the worker of these tasks.
    ExecuteTasksRequest order(List<TaskAssignment> tasks) {
        ExecuteTasksRequest.Builder request = ExecuteTasksRequest.newBuilder()
                .setQuery(placement.query()).setSession(session).setCoordinator(coordinator).setMemoryLimit(memoryLimit)
                .setExchangeKey(exchangeKey).setPolicyDigest(placement.policies().getOrDefault(tasks.getFirst().worker().domain(), ""));
        for (TaskAssignment task : tasks) {
            request.addTasks(encode(task));
        }
        return request.build();
    }

    /// What a reader of this query's streams has to show.
    ByteString exchangeKey() {
        return exchangeKey;
    }

    private static ByteString randomKey() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return ByteString.copyFrom(key);
    }

    static TaskIdMessage encode(TaskId id) {
        return TaskIdMessage.newBuilder().setQuery(id.query()).setStage(id.stage()).setTask(id.task()).setAttempt(id.attempt()).build();
    }

    static TaskId decode(TaskIdMessage id) {
        return new TaskId(id.getQuery(), id.getStage(), id.getTask(), id.getAttempt());
    }

    private TaskMessage encode(TaskAssignment task) {
        Fragment fragment = task.fragment();
        TaskMessage.Builder message = TaskMessage.newBuilder().setId(encode(task.id())).setConsumers(task.consumers())
                .setFragment(fragments.computeIfAbsent(fragment, PlanCodec::encode));
        for (Map.Entry<Integer, List<Split>> scan : task.splits().entrySet()) {
            ScanSplits.Builder splits = ScanSplits.newBuilder().setScan(scan.getKey());
            for (Split split : scan.getValue()) {
                splits.addSplits(PlanCodec.encode(split));
            }
            message.addSplits(splits);
        }
        for (int input : fragment.inputs()) {
            ExchangeInput.Builder producers = ExchangeInput.newBuilder().setStage(input);
            for (TaskAssignment producer : placement.stages().get(input)) {
                producers.addTasks(location(producer));
            }
            message.addInputs(producers);
        }
        for (FilterRoutes.Made made : task.filters().made()) {
            message.addFilterOutputs(FilterOutput.newBuilder().setFilter(made.filter()).setConsumers(made.consumers()).setParts(made.parts()));
        }
        task.filters().read().forEach((filter, parts) -> {
            FilterInput.Builder input = FilterInput.newBuilder().setFilter(filter);
            for (FilterRoutes.Part part : parts) {
                TaskAssignment producer = placement.stages().get(part.producer().stage()).get(part.producer().task());
                input.addParts(FilterPart.newBuilder().setTask(location(producer)).setPartition(part.partition()));
            }
            message.addFilterInputs(input);
        });
        return message.build();
    }

    private static TaskLocation location(TaskAssignment task) {
        WorkerNode worker = task.worker();
        return TaskLocation.newBuilder().setId(encode(task.id())).setHost(worker.host()).setPort(worker.port())
                .setDomain(worker.domain()).setWorker(worker.id()).build();
    }
}
