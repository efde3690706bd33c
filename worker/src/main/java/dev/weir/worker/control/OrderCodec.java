package dev.weir.worker.control;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.Split;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.plan.wire.PlanCodec;
import dev.weir.proto.v1.ExchangeInput;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.FilterInput;
import dev.weir.proto.v1.FilterOutput;
import dev.weir.proto.v1.FilterPart;
import dev.weir.proto.v1.ScanSplits;
import dev.weir.proto.v1.SessionMessage;
import dev.weir.proto.v1.SplitMessage;
import dev.weir.proto.v1.TaskLocation;
import dev.weir.proto.v1.TaskMessage;
import dev.weir.worker.exchange.Exchange;
import dev.weir.worker.exchange.Peers;
import dev.weir.worker.exchange.Streams;
import dev.weir.worker.task.Session;
import dev.weir.worker.task.TaskOrder;
import dev.weir.worker.task.TaskSpec;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Orders as they arrive. Whatever does not fit together is refused here, before anything of it runs.
final class OrderCodec {
    private OrderCodec() {}

    static TaskOrder decode(ExecuteTasksRequest request) {
        List<TaskSpec> tasks = new ArrayList<>(request.getTasksCount());
        for (TaskMessage task : request.getTasksList()) {
            tasks.add(decode(task, request.getQuery()));
        }
        if (tasks.isEmpty()) {
            throw refused("no tasks");
        }
        return new TaskOrder(request.getQuery(), decode(request.getSession()), request.getCoordinator(), tasks, Math.max(0, request.getMemoryLimit()), request.getExchangeKey(),
                request.getPolicyDigest());
    }

    private static Session decode(SessionMessage message) {
        try {
            return new Session(message.getUser(), ZoneId.of(message.getZone().isEmpty() ? "UTC" : message.getZone()), message.getStartMicros());
        } catch (DateTimeException unknown) {
            throw new QueryException(ErrorCode.INVALID_ARGUMENT, "Time zone not known: " + message.getZone(), unknown);
        }
    }

    private static TaskSpec decode(TaskMessage message, String query) {
        TaskId id = Streams.decode(message.getId());
        if (!id.query().equals(query)) {
            throw refused("task of another query");
        }
        Map<Integer, List<Split>> splits = new HashMap<>();
        for (ScanSplits scan : message.getSplitsList()) {
            List<Split> decoded = new ArrayList<>(scan.getSplitsCount());
            for (SplitMessage split : scan.getSplitsList()) {
                decoded.add(PlanCodec.decode(split));
            }
            if (splits.put(scan.getScan(), decoded) != null) {
                throw refused("splits given twice for scan " + scan.getScan());
            }
        }
        Map<Integer, List<Exchange.Location>> inputs = new HashMap<>();
        for (ExchangeInput input : message.getInputsList()) {
            List<Exchange.Location> producers = new ArrayList<>(input.getTasksCount());
            for (TaskLocation location : input.getTasksList()) {
                Exchange.Location producer = decode(location, query);
                if (producer.task().stage() != input.getStage()) {
                    throw refused("input of another stage");
                }
                producers.add(producer);
            }
            if (inputs.put(input.getStage(), producers) != null) {
                throw refused("stage given twice: " + input.getStage());
            }
        }
        List<TaskSpec.FilterOutput> filterOutputs = new ArrayList<>();
        for (FilterOutput output : message.getFilterOutputsList()) {
            filterOutputs.add(new TaskSpec.FilterOutput(output.getFilter(), output.getConsumers(), output.getParts()));
        }
        List<TaskSpec.FilterInput> filterInputs = new ArrayList<>();
        for (FilterInput input : message.getFilterInputsList()) {
            List<TaskSpec.FilterPart> parts = new ArrayList<>();
            for (FilterPart part : input.getPartsList()) {
                parts.add(new TaskSpec.FilterPart(decode(part.getTask(), query), part.getPartition()));
            }
            filterInputs.add(new TaskSpec.FilterInput(input.getFilter(), parts));
        }
        return new TaskSpec(id, PlanCodec.decode(message.getFragment()), splits, message.getConsumers(), inputs, filterOutputs, filterInputs);
    }

    private static Exchange.Location decode(TaskLocation location, String query) {
        TaskId producer = Streams.decode(location.getId());
        if (!producer.query().equals(query) || producer.isFilter() || location.getPort() < 0 || location.getPort() > 65535) {
            throw refused("input of another query");
        }
        return new Exchange.Location(producer, new Peers.Address(location.getHost(), location.getPort()), location.getDomain(), location.getWorker());
    }

    private static QueryException refused(String why) {
        return new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "Plan is not permitted: " + why);
    }
}
