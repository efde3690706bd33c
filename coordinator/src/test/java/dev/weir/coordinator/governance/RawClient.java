package dev.weir.coordinator.governance;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Calls a worker with bytes and keeps every byte that comes back: messages as they are, headers and trailers decoded.
final class RawClient implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 10_000;

    private final ManagedChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    RawClient(int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().maxInboundMessageSize(Integer.MAX_VALUE).build();
    }

    record Answer(List<byte[]> messages, Status status) {}

    /// Everything that came over all calls.
    synchronized byte[] everything() {
        return received.toByteArray();
    }

    /// A Flight ticket around bytes.
    static byte[] ticket(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x0A);
        int length = bytes.length;
        while (length >= 0x80) {
            out.write(length & 0x7F | 0x80);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(bytes);
        return out.toByteArray();
    }

    Answer call(String method, byte[] request) {
        return start(method, request).await(PATIENCE_MILLIS);
    }

    Pending start(String method, byte[] request) {
        MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING).setFullMethodName(method).setRequestMarshaller(Bytes.INSTANCE).setResponseMarshaller(Bytes.INSTANCE).build();
        ClientCall<byte[], byte[]> call = channel.newCall(descriptor, CallOptions.DEFAULT);
        Pending pending = new Pending(call);
        Metadata headers = new Metadata();
        for (String name : List.of("role", "roles", "x-weir-roles", "user", "authorization")) {
            headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "dpo");
        }
        call.start(pending, headers);
        call.request(1_000_000);
        call.sendMessage(request);
        call.halfClose();
        return pending;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private synchronized void keep(byte[] bytes) {
        received.writeBytes(bytes);
        received.write('\n');
    }

    private void keep(Metadata metadata) {
        for (String name : metadata.keys()) {
            if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER)).forEach(this::keep);
            } else {
                metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)).forEach(value -> keep(value.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    /// A call under way.
    final class Pending extends ClientCall.Listener<byte[]> {
        private final ClientCall<byte[], byte[]> call;
        private final List<byte[]> messages = new ArrayList<>();
        private final CountDownLatch closed = new CountDownLatch(1);
        private Status status;

        private Pending(ClientCall<byte[], byte[]> call) {
            this.call = call;
        }

        @Override
        public void onHeaders(Metadata headers) {
            keep(headers);
        }

        @Override
        public synchronized void onMessage(byte[] message) {
            messages.add(message);
            keep(message);
        }

        @Override
        public void onClose(Status end, Metadata trailers) {
            keep(trailers);
            keep(String.valueOf(end.getDescription()).getBytes(StandardCharsets.UTF_8));
            status = end;
            closed.countDown();
        }

        /// Waits for the end, and after a while makes one.
        Answer await(long millis) {
            try {
                if (!closed.await(millis, TimeUnit.MILLISECONDS)) {
                    call.cancel("does not end", null);
                    closed.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            synchronized (this) {
                return new Answer(List.copyOf(messages), status);
            }
        }
    }

    private enum Bytes implements MethodDescriptor.Marshaller<byte[]> {
        INSTANCE;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
