package dev.weir.coordinator.schedule;

import com.google.protobuf.ByteString;
import dev.weir.coordinator.cluster.WorkerChannels;
import dev.weir.coordinator.cluster.WorkerNode;
import dev.weir.coordinator.query.ResultStream;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.proto.v1.CancelQueryRequest;
import dev.weir.proto.v1.CancelQueryResponse;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.TaskStatusMessage;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import org.apache.arrow.vector.types.pojo.Schema;

/// Calls to workers over gRPC, results over Flight.
public final class NetworkCalls implements WorkerCalls {
    private final WorkerChannels channels;

    public NetworkCalls(WorkerChannels channels) {
        this.channels = channels;
    }

    @Override
    public Call execute(WorkerNode worker, ExecuteTasksRequest request, Observer observer) {
        OpenCall call = new OpenCall(worker, observer);
        channels.to(worker).control().executeTasks(request, call);
        return call;
    }

    @Override
    public void cancel(WorkerNode worker, String query, QueryException reason) {
        CancelQueryRequest request = CancelQueryRequest.newBuilder().setQuery(query).setReason(ErrorCodec.encode(reason)).build();
        channels.to(worker).control().cancelQuery(request, new StreamObserver<>() {
            @Override
            public void onNext(CancelQueryResponse response) {}

            @Override
            public void onError(Throwable lost) {
                // The open call fails with the connection, or is broken when its patience ends.
            }

            @Override
            public void onCompleted() {}
        });
    }

    @Override
    public ResultStream result(WorkerNode worker, TaskId root, ByteString exchangeKey, Schema schema) {
        return new NetworkResult(channels.to(worker), worker, root, exchangeKey, schema, channels.allocator());
    }

    private static final class OpenCall implements ClientResponseObserver<ExecuteTasksRequest, TaskStatusMessage>, Call {
        private final WorkerNode worker;
        private final Observer observer;
        private volatile ClientCallStreamObserver<ExecuteTasksRequest> stream;

        private OpenCall(WorkerNode worker, Observer observer) {
            this.worker = worker;
            this.observer = observer;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<ExecuteTasksRequest> started) {
            stream = started;
        }

        @Override
        public void onNext(TaskStatusMessage status) {
            observer.reported(status);
        }

        @Override
        public void onError(Throwable failure) {
            observer.failed(WorkerErrors.of(failure, worker));
        }

        @Override
        public void onCompleted() {
            observer.ended();
        }

        @Override
        public void abort() {
            stream.cancel("query has ended", null);
        }
    }
}
