package dev.weir.coordinator.launch;

import com.google.protobuf.ByteString;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.coordinator.schedule.WorkerCalls;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.worker.control.WorkerServer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;

/// Hands orders and rows over to and from the worker in the coordinator's own process; calls all others over the network.
final class OwnWorkerCalls implements WorkerCalls {
    private final WorkerServer own;
    private final WorkerCalls others;
    private final BufferAllocator allocator;

    /// @param allocator of results on their way out
    OwnWorkerCalls(WorkerServer own, WorkerCalls others, BufferAllocator allocator) {
        this.own = own;
        this.others = others;
        this.allocator = allocator;
    }

    @Override
    public Call execute(WorkerNode worker, ExecuteTasksRequest request, Observer observer) {
        if (!isOwn(worker)) {
            return others.execute(worker, request, observer);
        }
        try {
            own.execute(request, observer::reported, observer::ended);
        } catch (QueryException refused) {
            observer.failed(refused);
        }
        return () -> own.tasks().cancel(request.getQuery(), new QueryException(ErrorCode.QUERY_CANCELLED, "Query was cancelled: " + request.getQuery()));
    }

    @Override
    public void cancel(WorkerNode worker, String query, QueryException reason) {
        if (isOwn(worker)) {
            own.tasks().cancel(query, reason);
        } else {
            others.cancel(worker, query, reason);
        }
    }

    @Override
    public ResultStream result(WorkerNode worker, TaskId root, ByteString exchangeKey, Schema schema) {
        if (!isOwn(worker)) {
            return others.result(worker, root, exchangeKey, schema);
        }
        return new OwnResult(own.exchange().openOwn(root, 0), schema, allocator);
    }

    private boolean isOwn(WorkerNode worker) {
        return worker.id().equals(own.id());
    }
}
