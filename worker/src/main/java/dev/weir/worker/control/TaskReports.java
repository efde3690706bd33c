package dev.weir.worker.control;

import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;
import dev.weir.exec.plan.wire.ErrorCodec;
import dev.weir.exec.plan.wire.MetricsCodec;
import dev.weir.proto.v1.TaskState;
import dev.weir.proto.v1.TaskStatusMessage;
import dev.weir.worker.exchange.Streams;
import dev.weir.worker.task.TaskFigures;
import dev.weir.worker.task.TaskListener;
import io.grpc.stub.ServerCallStreamObserver;

/// Reports the tasks of one order to the coordinator, as long as it listens.
final class TaskReports implements TaskListener {
    private final ServerCallStreamObserver<TaskStatusMessage> coordinator;

    TaskReports(ServerCallStreamObserver<TaskStatusMessage> coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public void changed(TaskId task, State state, QueryException failure, TaskFigures figures) {
        if (coordinator.isCancelled() || (!state.ended() && !coordinator.isReady())) {
            return;
        }
        coordinator.onNext(message(task, state, failure, figures));
    }

    @Override
    public void ended() {
        if (!coordinator.isCancelled()) {
            coordinator.onCompleted();
        }
    }

    static TaskStatusMessage message(TaskId task, State state, QueryException failure, TaskFigures figures) {
        TaskStatusMessage.Builder status = TaskStatusMessage.newBuilder().setId(Streams.encode(task)).setState(switch (state) {
            case RUNNING -> TaskState.TASK_STATE_RUNNING;
            case FINISHED -> TaskState.TASK_STATE_FINISHED;
            case FAILED -> TaskState.TASK_STATE_FAILED;
            case CANCELLED -> TaskState.TASK_STATE_CANCELLED;
        });
        if (failure != null) {
            status.setError(ErrorCodec.encode(failure));
        }
        if (figures != null) {
            status.setMetrics(MetricsCodec.encode(figures.metrics(), figures.sentRows(), figures.sentBytes()));
        }
        return status.build();
    }
}
