package dev.weir.worker.control;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.proto.v1.CancelQueryRequest;
import dev.weir.proto.v1.CancelQueryResponse;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.GetCatalogRequest;
import dev.weir.proto.v1.GrantRequest;
import dev.weir.proto.v1.GrantResponse;
import dev.weir.proto.v1.PlanScansRequest;
import dev.weir.proto.v1.PlanScansResponse;
import dev.weir.proto.v1.TaskStatusMessage;
import dev.weir.proto.v1.WatchMessage;
import dev.weir.proto.v1.WatchRequest;
import dev.weir.proto.v1.WorkerControlGrpc;
import dev.weir.proto.v1.WorkerIdentity;
import dev.weir.worker.exchange.ExchangeProducer;
import dev.weir.worker.exchange.Streams;
import dev.weir.worker.exchange.WireErrors;
import dev.weir.worker.task.TaskOrder;
import dev.weir.worker.task.WorkerTasks;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// The calls that a worker answers, beside Flight.
final class WorkerControlService extends WorkerControlGrpc.WorkerControlImplBase {
    private final WorkerTasks tasks;
    private final ExchangeProducer producer;
    private final Supplier<CatalogMessage> catalog;
    private final Supplier<WorkerIdentity> identity;
    private final Set<StreamObserver<WatchMessage>> watchers = ConcurrentHashMap.newKeySet();

    WorkerControlService(WorkerTasks tasks, ExchangeProducer producer, Supplier<CatalogMessage> catalog, Supplier<WorkerIdentity> identity) {
        this.tasks = tasks;
        this.producer = producer;
        this.catalog = catalog;
        this.identity = identity;
    }

    @Override
    public void executeTasks(ExecuteTasksRequest request, StreamObserver<TaskStatusMessage> observer) {
        ServerCallStreamObserver<TaskStatusMessage> coordinator = (ServerCallStreamObserver<TaskStatusMessage>) observer;
        String query = request.getQuery();
        coordinator.setOnCancelHandler(() -> tasks.cancel(query, new QueryException(ErrorCode.QUERY_CANCELLED, "Query was cancelled: " + query)));
        try {
            TaskOrder order = OrderCodec.decode(request);
            tasks.execute(order, new TaskReports(coordinator));
        } catch (RuntimeException refused) {
            observer.onError(WireErrors.toGrpc(QueryException.wrap(refused).with("domain " + tasks.settings().domain())));
        }
    }

    @Override
    public void cancelQuery(CancelQueryRequest request, StreamObserver<CancelQueryResponse> observer) {
        QueryException reason = request.hasReason() ? ErrorCodec.decode(request.getReason())
                : new QueryException(ErrorCode.QUERY_CANCELLED, "Query was cancelled: " + request.getQuery());
        boolean found = tasks.cancel(request.getQuery(), reason);
        observer.onNext(CancelQueryResponse.newBuilder().setFound(found).build());
        observer.onCompleted();
    }

    @Override
    public void getCatalog(GetCatalogRequest request, StreamObserver<CatalogMessage> observer) {
        observer.onNext(catalog.get());
        observer.onCompleted();
    }

    @Override
    public void planScans(PlanScansRequest request, StreamObserver<PlanScansResponse> observer) {
        observer.onNext(ContractCodec.answer(request, tasks));
        observer.onCompleted();
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchMessage> observer) {
        ((ServerCallStreamObserver<WatchMessage>) observer).setOnCancelHandler(() -> watchers.remove(observer));
        observer.onNext(WatchMessage.newBuilder().setWorker(identity.get()).build());
        watchers.add(observer);
    }

    @Override
    public void grant(GrantRequest request, StreamObserver<GrantResponse> observer) {
        try {
            producer.grant(Streams.decode(request.getTask()), request.getPartition(), request.getKey(), request.getCredits());
            observer.onNext(GrantResponse.getDefaultInstance());
            observer.onCompleted();
        } catch (RuntimeException refused) {
            observer.onError(WireErrors.toGrpc(refused));
        }
    }

    /// Tells the watchers that this is a clean end.
    void close() {
        for (StreamObserver<WatchMessage> watcher : watchers) {
            watchers.remove(watcher);
            watcher.onCompleted();
        }
    }
}
