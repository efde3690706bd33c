package dev.weir.worker.exchange;

import com.google.protobuf.ByteString;
import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.plan.TaskId;
import dev.weir.proto.v1.ExchangeTicket;
import dev.weir.worker.exchange.Streams.StreamId;
import dev.weir.worker.wire.RawFlight;
import java.security.MessageDigest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.apache.arrow.flight.NoOpFlightProducer;
import org.apache.arrow.flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;

/// Answers DoGet of a {@link RawFlight}: the ticket names a partition of a task's output. Nothing waits on the thread of the call.
public final class ExchangeProducer extends NoOpFlightProducer {
    private final OutputRegistry outputs;
    private final Function<TaskId, StreamFormat> formats;
    private final BiPredicate<TaskId, ByteString> admission;
    private final BufferAllocator allocator;
    private final Executor executor;
    private final ConcurrentHashMap<StreamId, Open> senders = new ConcurrentHashMap<>();

    private record Open(StreamSender sender, ByteString key) {}

    /// @param formats   how a task's rows look on the wire; asked once the task is in `outputs`
    /// @param admission whether who shows this key may read the task; asked likewise
    /// @param allocator of what is on its way out
    /// @param executor  runs the sending; more than one thread, so that encoding keeps up
    public ExchangeProducer(
            OutputRegistry outputs, Function<TaskId, StreamFormat> formats, BiPredicate<TaskId, ByteString> admission, BufferAllocator allocator,
            Executor executor) {
        this.outputs = outputs;
        this.formats = formats;
        this.admission = admission;
        this.allocator = allocator;
        this.executor = executor;
    }

    @Override
    public void getStream(CallContext context, Ticket ticket, ServerStreamListener listener) {
        StreamId stream;
        long credits;
        ByteString key;
        try {
            ExchangeTicket parsed = Streams.ticket(ticket);
            stream = new StreamId(Streams.decode(parsed.getTask()), parsed.getPartition());
            credits = parsed.getCredits();
            key = parsed.getKey();
        } catch (QueryException refused) {
            listener.error(WireErrors.toFlight(refused));
            return;
        }
        RawFlight.Sender sender = RawFlight.sender();
        outputs.find(stream.task()).whenCompleteAsync((output, failure) -> {
            if (failure == null) {
                try {
                    send(stream, key, output, credits, listener, sender);
                    return;
                } catch (RuntimeException refused) {
                    failure = refused;
                }
            }
            if (!listener.isCancelled()) {
                listener.error(WireErrors.toFlight(failure));
            }
        }, executor);
    }

    /// Lets a stream send more; without effect when it has ended, or for somebody else's. The task may be forgotten already,
    /// so the key is compared with the one that opened the stream.
    public void grant(TaskId task, int partition, ByteString key, long credits) {
        Open open = senders.get(new StreamId(task, partition));
        if (open != null && credits > 0 && MessageDigest.isEqual(open.key.toByteArray(), key.toByteArray())) {
            open.sender.grant(credits);
        }
    }

    /// How many streams are open.
    public int streams() {
        return senders.size();
    }

    private void send(StreamId stream, ByteString key, OutputBuffer output, long credits, ServerStreamListener listener, RawFlight.Sender raw) {
        StreamFormat format = formats.apply(stream.task());
        if (format == null) {
            throw new QueryException(ErrorCode.QUERY_CANCELLED, "Task has ended: " + stream.task());
        }
        if (!admission.test(stream.task(), key)) {
            throw new QueryException(ErrorCode.PLAN_NOT_PERMITTED, "Ticket for a stream of somebody else");
        }
        OutputQueue queue = output.claim(stream.partition());
        StreamSender sender = new StreamSender(queue, format, listener, raw, allocator, executor, credits, () -> senders.remove(stream));
        senders.put(stream, new Open(sender, key));
        sender.start();
    }
}
