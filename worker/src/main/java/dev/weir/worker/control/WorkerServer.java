package dev.weir.worker.control;

import dev.weir.exec.error.ErrorCode;
import dev.weir.exec.error.QueryException;
import dev.weir.exec.operator.scan.TableSource;
import dev.weir.exec.pipeline.WorkerPool;
import dev.weir.exec.plan.TaskId;
import dev.weir.proto.v1.CatalogMessage;
import dev.weir.proto.v1.ExecuteTasksRequest;
import dev.weir.proto.v1.TaskStatusMessage;
import dev.weir.proto.v1.WorkerIdentity;
import dev.weir.worker.exchange.Exchange;
import dev.weir.worker.exchange.ExchangeProducer;
import dev.weir.worker.exchange.ExchangeServer;
import dev.weir.worker.exchange.MemoryDrain;
import dev.weir.worker.exchange.OutputRegistry;
import dev.weir.worker.exchange.Peers;
import dev.weir.worker.policy.PolicySource;
import dev.weir.worker.task.TableDirectory;
import dev.weir.worker.task.TaskFigures;
import dev.weir.worker.task.TaskListener;
import dev.weir.worker.task.WorkerSettings;
import dev.weir.worker.task.WorkerTasks;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.arrow.memory.BufferAllocator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A worker on the network: Flight for rows and gRPC for control, on one port.
public final class WorkerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerServer.class);

    private final WorkerSettings settings;
    private final OutputRegistry outputs;
    private final BufferAllocator exchangeMemory;
    private final Peers peers;
    private final WorkerTasks tasks;
    private final Exchange exchange;
    private final ExchangeProducer producer;
    private final ExecutorService senders;
    private final WorkerControlService control;
    private final ExchangeServer server;
    private final String host;
    private final long memory;
    private final long started = System.currentTimeMillis();
    private volatile boolean closed;

    /// What a server is made of beside its settings; the caller keeps and closes all of it.
    ///
    /// @param process allocator of the process, whose limit is the memory of all queries
    /// @param outputs shared by the workers of one process, which then read from each other without the network
    /// @param catalog what the domain publishes now
    public record Parts(
            TableSource tables, TableDirectory directory, PolicySource policies, Supplier<CatalogMessage> catalog, WorkerPool pool,
            BufferAllocator process, OutputRegistry outputs) {}

    /// Starts to listen.
    ///
    /// @param host to bind, and where others reach it; loopback unless the domain asks for more
    /// @param port 0: any free one
    public WorkerServer(WorkerSettings settings, Parts parts, String host, int port) {
        this.settings = settings;
        this.host = host;
        this.memory = parts.process().getLimit();
        this.outputs = parts.outputs();
        this.exchangeMemory = parts.process().newChildAllocator("exchange " + settings.id(), 0, parts.process().getLimit());
        this.peers = new Peers(exchangeMemory);
        this.senders = Executors.newFixedThreadPool(
                Math.max(2, settings.threads()), Thread.ofPlatform().daemon().name("exchange " + settings.domain() + "-", 0).factory());
        this.exchange = new Exchange(outputs, peers, settings.id(), settings.windowBytes());
        this.tasks = new WorkerTasks(
                settings, parts.tables(), parts.directory(), parts.policies(), parts.pool(), parts.process(), outputs, exchange);
        this.producer = new ExchangeProducer(outputs, tasks::format, tasks::admits, exchangeMemory, senders);
        this.control = new WorkerControlService(tasks, producer, parts.catalog(), this::identity);
        try {
            this.server = new ExchangeServer(host, port, exchangeMemory, producer, control);
        } catch (IOException failure) {
            tasks.close();
            peers.close();
            senders.shutdownNow();
            exchangeMemory.close();
            throw new QueryException(ErrorCode.PORT_IN_USE, "Port cannot be used: " + host + ":" + port, failure);
        }
        outputs.host(settings.id());
    }

    public String id() {
        return settings.id();
    }

    public String host() {
        return host;
    }

    public int port() {
        return server.port();
    }

    public WorkerTasks tasks() {
        return tasks;
    }

    /// Reads tasks of this process and others.
    public Exchange exchange() {
        return exchange;
    }

    /// Takes an order of a coordinator in this process, as if it had come over the network. Throws when it is refused.
    ///
    /// @param reported hears of the tasks, one call at a time
    /// @param ended    called when nothing more will be reported
    public void execute(ExecuteTasksRequest request, Consumer<TaskStatusMessage> reported, Runnable ended) {
        try {
            tasks.execute(OrderCodec.decode(request), new TaskListener() {
                @Override
                public void changed(TaskId task, State state, QueryException failure, TaskFigures figures) {
                    reported.accept(TaskReports.message(task, state, failure, figures));
                }

                @Override
                public void ended() {
                    ended.run();
                }
            });
        } catch (RuntimeException refused) {
            throw QueryException.wrap(refused).with("domain " + settings.domain());
        }
    }

    public WorkerIdentity identity() {
        return WorkerIdentity.newBuilder().setId(settings.id()).setDomain(settings.domain()).setRegion(settings.region())
                .setHost(host).setPort(port()).setPid(ProcessHandle.current().pid()).setVersion(version())
                .setStartedMillis(started).setThreads(settings.threads()).setMemory(memory).build();
    }

    /// Ends all queries, then the server.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        outputs.leave(settings.id());
        tasks.close();
        control.close();
        server.close();
        release();
    }

    /// Ends as a killed process does: connections break, nobody is told. For tests of failures.
    public void kill() {
        if (closed) {
            return;
        }
        closed = true;
        outputs.leave(settings.id());
        server.kill();
        tasks.close();
        release();
    }

    /// Senders have seen by now that their calls are broken or their outputs dropped.
    private void release() {
        peers.close();
        senders.shutdown();
        try {
            if (!senders.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("Exchange of domain {} still sends", settings.domain());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        closeMemory();
    }

    /// The transport frees what it has sent a moment after the call has ended.
    private void closeMemory() {
        if (MemoryDrain.await(exchangeMemory, Duration.ofSeconds(3))) {
            exchangeMemory.close();
        } else {
            LOG.error("Exchange of domain {} still holds {} bytes", settings.domain(), exchangeMemory.getAllocatedMemory());
        }
    }

    private static String version() {
        String version = WorkerServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
