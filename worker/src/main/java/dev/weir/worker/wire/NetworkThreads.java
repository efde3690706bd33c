package dev.weir.worker.wire;

import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that serve this process's connections.
///
/// They give way to threads that compute. A connection's thread sleeps until bytes come, for which the kernel lets it
/// interrupt a thread that has been working: for each few packets of a result the query, or a client on the same machine,
/// would stop. With less weight it waits for its share of a busy core, and finds more to do when it runs.
public final class NetworkThreads {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkThreads.class);
    /// Linux's measure, from -20 to 19: five steps are a third of the weight.
    private static final int NICENESS = 5;
    private static final int THREAD = 0;
    private static final int CALLER = 0;
    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(new Factory(), NioIoHandler.newFactory());

    private NetworkThreads() {}

    public static NettyServerBuilder serve(NettyServerBuilder server) {
        return server.bossEventLoopGroup(LOOPS).workerEventLoopGroup(LOOPS).channelType(NioServerSocketChannel.class);
    }

    public static NettyChannelBuilder serve(NettyChannelBuilder channel) {
        return channel.eventLoopGroup(LOOPS).channelType(NioSocketChannel.class);
    }

    private static final class Factory extends DefaultThreadFactory {
        Factory() {
            super("network", true);
        }

        @Override
        public Thread newThread(Runnable loop) {
            return super.newThread(() -> {
                giveWay();
                loop.run();
            });
        }

        /// Elsewhere than on Linux the call would mean the whole process.
        private static void giveWay() {
            if (!System.getProperty("os.name").equals("Linux")) {
                return;
            }
            try {
                Linker linker = Linker.nativeLinker();
                MethodHandle setPriority = linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("setpriority"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
                if ((int) setPriority.invokeExact(THREAD, CALLER, NICENESS) != 0) {
                    LOG.debug("The system keeps the priority of {}", Thread.currentThread().getName());
                }
            } catch (Throwable unavailable) {
                LOG.debug("No priority for {}", Thread.currentThread().getName(), unavailable);
            }
        }
    }
}
