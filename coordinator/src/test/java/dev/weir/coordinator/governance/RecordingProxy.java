package dev.weir.coordinator.governance;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Stands between processes, passes bytes on and keeps all of them; answers them raw and as what they carry: the bytes of
/// each HTTP/2 stream put together, headers and trailers decoded.
final class RecordingProxy implements AutoCloseable {
    private static final int PREFACE_BYTES = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Direction> directions = new ArrayList<>();

    /// What went one way over one connection.
    private record Direction(ByteArrayOutputStream bytes, boolean toServer) {}

    RecordingProxy(String host, int port) throws IOException {
        this.target = new InetSocketAddress(host, port);
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                Socket to = new Socket();
                to.connect(target);
                from.setTcpNoDelay(true);
                to.setTcpNoDelay(true);
                synchronized (this) {
                    sockets.add(from);
                    sockets.add(to);
                }
                pump(from, to, true);
                pump(to, from, false);
            } catch (IOException closed) {
                // The server's end, or a target that is gone; who dialled sees a broken connection.
            }
        }
    }

    private void pump(Socket from, Socket to, boolean toServer) {
        Direction direction = new Direction(new ByteArrayOutputStream(), toServer);
        synchronized (this) {
            directions.add(direction);
        }
        Thread.ofVirtual().start(() -> {
            byte[] buffer = new byte[1 << 16];
            try (from; to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    synchronized (direction) {
                        direction.bytes().write(buffer, 0, read);
                    }
                    out.write(buffer, 0, read);
                }
            } catch (IOException broken) {
                // Ends the other way, too.
            }
        });
    }

    /// Everything so far, in every form.
    List<byte[]> everything() throws Http2Exception {
        List<byte[]> all = new ArrayList<>();
        List<Direction> copy;
        synchronized (this) {
            copy = List.copyOf(directions);
        }
        for (Direction direction : copy) {
            byte[] bytes;
            synchronized (direction) {
                bytes = direction.bytes().toByteArray();
            }
            all.add(bytes);
            all.addAll(decoded(bytes, direction.toServer()));
        }
        return all;
    }

    private static List<byte[]> decoded(byte[] bytes, boolean toServer) throws Http2Exception {
        Map<Integer, ByteArrayOutputStream> streams = new TreeMap<>();
        List<byte[]> decoded = new ArrayList<>();
        Http2FrameAdapter listener = new Http2FrameAdapter() {
            @Override
            public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean end) {
                byte[] part = new byte[data.readableBytes()];
                data.readBytes(part);
                streams.computeIfAbsent(stream, _ -> new ByteArrayOutputStream()).writeBytes(part);
                return part.length + padding;
            }

            @Override
            public void onHeadersRead(ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end) {
                headers(headers);
            }

            @Override
            public void onHeadersRead(
                    ChannelHandlerContext context, int stream, Http2Headers headers, int dependency, short weight, boolean exclusive, int padding, boolean end) {
                headers(headers);
            }

            private void headers(Http2Headers headers) {
                headers.forEach(header -> {
                    decoded.add(header.getValue().toString().getBytes(StandardCharsets.UTF_8));
                    if (header.getKey().toString().endsWith("-bin")) {
                        decoded.add(Base64.getDecoder().decode(header.getValue().toString().replaceAll("=+$", "")));
                    }
                });
            }
        };
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        try (Http2FrameReader reader = new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(true, 1 << 20))) {
            ByteBuf input = Unpooled.wrappedBuffer(bytes);
            if (toServer && input.readableBytes() >= PREFACE_BYTES) {
                input.skipBytes(PREFACE_BYTES);
            }
            reader.readFrame(channel.pipeline().firstContext(), input, listener);
        } finally {
            channel.finishAndReleaseAll();
        }
        streams.values().forEach(stream -> decoded.add(stream.toByteArray()));
        return decoded;
    }

    @Override
    public void close() throws IOException {
        server.close();
        synchronized (this) {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
