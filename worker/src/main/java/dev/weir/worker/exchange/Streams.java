package dev.weir.worker.exchange;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;
import dev.weir.proto.v1.ExchangeTicket;
import dev.weir.proto.v1.TaskIdMessage;
import org.apache.arrow.flight.Ticket;

/// Names of exchange streams as they travel.
public final class Streams {
    private Streams() {}

    /// One partition of one task's output.
    public record StreamId(TaskId task, int partition) {}

    public static TaskIdMessage encode(TaskId id) {
        return TaskIdMessage.newBuilder().setQuery(id.query()).setStage(id.stage()).setTask(id.task()).setAttempt(id.attempt()).build();
    }

    public static TaskId decode(TaskIdMessage message) {
        if (message.getQuery().isEmpty() || message.getStage() < 0 || message.getTask() < 0 || message.getAttempt() < 0) {
            throw new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "Not a task: " + message.getQuery() + "/" + message.getStage());
        }
        return new TaskId(message.getQuery(), message.getStage(), message.getTask(), message.getAttempt());
    }

    static Ticket ticket(StreamId stream, long credits, String consumer, ByteString key) {
        return new Ticket(ExchangeTicket.newBuilder().setTask(encode(stream.task())).setPartition(stream.partition())
                .setCredits(credits).setConsumer(consumer).setKey(key).build().toByteArray());
    }

    static ExchangeTicket ticket(Ticket ticket) {
        try {
            return ExchangeTicket.parseFrom(ByteString.copyFrom(ticket.getBytes()));
        } catch (InvalidProtocolBufferException garbage) {
            throw new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "Not a ticket", garbage);
        }
    }
}
