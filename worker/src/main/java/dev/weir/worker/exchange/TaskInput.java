package dev.weir.worker.exchange;

import dev.weir.exec.operator.exchange.ExchangeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// What one task receives from all tasks of a stage, each from this process's memory or over the network.
final class TaskInput implements ExchangeSource {
    private final List<Stream> streams;

    TaskInput(List<Stream> streams) {
        this.streams = List.copyOf(streams);
    }

    @Override
    public List<Stream> streams() {
        return streams;
    }

    @Override
    public long networkBytes() {
        long sum = 0;
        for (Stream stream : streams) {
            sum += stream instanceof RemoteStream remote ? remote.receivedBytes() : 0;
        }
        return sum;
    }

    @Override
    public void close() {
        for (Stream stream : streams) {
            switch (stream) {
                case RemoteStream remote -> remote.close();
                case LocalStream local -> local.close();
                default -> throw new IllegalStateException("unknown stream " + stream);
            }
        }
    }

    /// Completes when no thread works for this input any more; only after {@link #close} or the end of the streams.
    CompletableFuture<Void> ended() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Stream stream : streams) {
            if (stream instanceof RemoteStream remote) {
                all.add(remote.ended());
            }
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }
}
