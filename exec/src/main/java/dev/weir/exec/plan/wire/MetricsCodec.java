package dev.weir.exec.plan.wire;

import dev.weir.exec.metrics.OperatorMetrics;
import dev.weir.exec.metrics.TaskMetrics;
import dev.weir.proto.v1.NodeMetricsMessage;
import dev.weir.proto.v1.TaskMetricsMessage;
import java.util.ArrayList;
import java.util.List;

/// Metrics of a task to and from the wire.
public final class MetricsCodec {
    private MetricsCodec() {}

    public static TaskMetricsMessage encode(TaskMetrics metrics, long sentRows, long sentBytes) {
        TaskMetricsMessage.Builder message = TaskMetricsMessage.newBuilder()
                .setWallNanos(metrics.wallNanos()).setCpuNanos(metrics.cpuNanos()).setPeakMemory(metrics.peakMemory())
                .setSentRows(sentRows).setSentBytes(sentBytes);
        for (OperatorMetrics operator : metrics.operators()) {
            message.addOperators(NodeMetricsMessage.newBuilder()
                    .setNode(operator.node()).setDepth(operator.depth()).setName(operator.name())
                    .setRowsIn(operator.rowsIn()).setBatchesIn(operator.batchesIn()).setBytesIn(operator.bytesIn())
                    .setRowsOut(operator.rowsOut()).setBatchesOut(operator.batchesOut()).setBytesOut(operator.bytesOut())
                    .setDrivers(operator.drivers()).setWallNanos(operator.wallNanos()).setCpuNanos(operator.cpuNanos())
                    .setPeakMemory(operator.peakMemory()).putAllExtras(operator.extras()));
        }
        return message.build();
    }

    public static TaskMetrics decode(TaskMetricsMessage message) {
        List<OperatorMetrics> operators = new ArrayList<>(message.getOperatorsCount());
        for (NodeMetricsMessage operator : message.getOperatorsList()) {
            operators.add(new OperatorMetrics(
                    operator.getNode(), operator.getDepth(), operator.getName(), operator.getRowsIn(), operator.getBatchesIn(), operator.getBytesIn(),
                    operator.getRowsOut(), operator.getBatchesOut(), operator.getBytesOut(), operator.getDrivers(), operator.getWallNanos(),
                    operator.getCpuNanos(), operator.getPeakMemory(), operator.getExtrasMap()));
        }
        return new TaskMetrics(operators, message.getWallNanos(), message.getCpuNanos(), message.getPeakMemory());
    }
}
