package dev.weir.coordinator.schedule;

import com.google.protobuf.ByteString;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.TaskStatusMessage;
import org.apache.arrow.vector.types.pojo.Schema;

/// What the coordinator asks of workers; over the network, or of a worker in its own process. Nothing here waits.
public interface WorkerCalls {
    /// Orders tasks; the observer hears of them until the call has ended or failed.
    Call execute(WorkerNode worker, ExecuteTasksRequest request, Observer observer);

    /// Asks a worker to drop a query; the open call then ends by itself.
    void cancel(WorkerNode worker, String query, QueryException reason);

    /// Starts to read the output of the root task.
    ///
    /// @param exchangeKey as the order said
    /// @param schema      that the rows must have
    ResultStream result(WorkerNode worker, TaskId root, ByteString exchangeKey, Schema schema);

    /// An order under way.
    interface Call {
        /// Breaks the call; the worker takes that for a cancel.
        void abort();
    }

    /// Hears of one order, one call at a time, from any thread.
    interface Observer {
        void reported(TaskStatusMessage status);

        void ended();

        void failed(QueryException cause);
    }
}
