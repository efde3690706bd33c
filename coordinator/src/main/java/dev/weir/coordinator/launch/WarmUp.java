package dev.weir.coordinator.launch;

import com.sun.management.OperatingSystemMXBean;
import dev.weir.coordinator.cli.FlightSession;
import dev.weir.coordinator.cli.ServerUrl;
import dev.weir.coordinator.cli.SqlSession;
import dev.weir.planner.sql.StatementSplitter;
import dev.weir.worker.sample.SampleTables;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a server practise before its first query, since the JVM compiles only what has run: without it the first query takes
/// ten times as long as later ones.
///
/// A small cluster in this process, over made-up tables in a folder of its own, answers `warm-up.sql` again and again, with
/// and without NULLs, dictionaries and both kinds of pages, so that no kernel is compiled for one kind only. It has nothing in
/// common with the server but the code: neither its folder, nor its policies, nor its memory. It ends when its time is used
/// up, and pauses while the server has something to do.
final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final long NO_LONGER_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long CLOSE_SECONDS = 4;
    private static final long PAUSE_MILLIS = 20;
    private static final long MEMORY = 256L << 20;
    private static final String DOMAIN = "shop";

    /// When a server practises.
    enum When {
        OFF,
        /// While it already answers.
        BACKGROUND,
        /// Before it lets anyone know that it is there.
        FIRST
    }

    /// How much.
    ///
    /// @param lines       rows of the largest table
    /// @param rowGroup    rows that a kernel sees at a time at most
    /// @param cpuNanos    time of all processors, the compiler's included
    record Extent(int lines, int rowGroup, long cpuNanos) {
        /// Kernels of all kinds.
        static final Extent OF_WORKER = new Extent(64_000, 2_048, TimeUnit.SECONDS.toNanos(16));
        /// Mostly planning, and the way of results.
        static final Extent OF_COORDINATOR = new Extent(2_000, 1_000, TimeUnit.SECONDS.toNanos(4));
        /// Each class once.
        static final Extent OF_TRAINING = new Extent(1_000, 500, TimeUnit.SECONDS.toNanos(3));
    }

    private final Extent extent;
    private final int threads;
    private final BooleanSupplier busy;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean closed;

    private WarmUp(Extent extent, int threads, BooleanSupplier busy) {
        this.extent = extent;
        this.threads = threads;
        this.busy = busy;
    }

    /// Practises before the server starts, if it is to. A process that is told to end meanwhile does, and leaves no files.
    static void before(When when, Extent extent, int threads) {
        switch (when) {
            case FIRST -> {
                WarmUp warmUp = new WarmUp(extent, threads, () -> false);
                Runtime.getRuntime().addShutdownHook(new Thread(warmUp::stop, "weir-warm-up-end"));
                warmUp.run();
            }
            case BACKGROUND, OFF -> { }
        }
    }

    /// Practises beside the server, if it is to.
    ///
    /// @param busy whether the server has something to do; then the practice pauses
    static WarmUp beside(When when, Extent extent, int threads, BooleanSupplier busy) {
        WarmUp warmUp = new WarmUp(extent, threads, busy);
        switch (when) {
            case BACKGROUND -> {
                Thread thread = new Thread(warmUp::run, "weir-warm-up");
                thread.setDaemon(true);
                thread.setPriority(Thread.MIN_PRIORITY);
                thread.start();
            }
            case FIRST, OFF -> warmUp.done.countDown();
        }
        return warmUp;
    }

    /// Ends it, and waits a moment until its files are gone.
    @Override
    public void close() throws InterruptedException {
        closed = true;
        if (!done.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
            LOG.warn("Warm-up is still running");
        }
    }

    private void stop() {
        try {
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long start = System.nanoTime();
        try {
            practise();
        } catch (Exception | LinkageError e) {
            // The server is as good as before, only slower at first.
            LOG.warn("Warm-up ended early", e);
        } finally {
            done.countDown();
            LOG.info("Warm-up took {} ms", (System.nanoTime() - start) / 1_000_000);
        }
    }

    private void practise() throws Exception {
        long end = System.nanoTime() + NO_LONGER_NANOS;
        long used = 0;
        try (ScratchFolder folder = ScratchFolder.create("weir-warm-up-")) {
            long before = processorNanos();
            new SampleTables(extent.lines(), extent.rowGroup()).write(folder.path());
            List<String> statements = statements();
            try (Shop shop = new Shop(folder.path(), threads)) {
                used = processorNanos() - before;
                for (int round = 0; ; round++) {
                    SqlSession session = shop.session(round);
                    for (String statement : statements) {
                        while (busy.getAsBoolean() && !closed) {
                            // Whoever asks something needs the processors more.
                            Thread.sleep(PAUSE_MILLIS);
                        }
                        if (closed || System.nanoTime() > end || used > extent.cpuNanos()) {
                            LOG.info("Warm-up: {} rounds", round);
                            return;
                        }
                        before = processorNanos();
                        run(session, statement);
                        used += processorNanos() - before;
                    }
                }
            }
        }
    }

    private static void run(SqlSession session, String statement) {
        try (SqlSession.Result result = session.execute(statement)) {
            while (result.next() != null) {
                // Only to have fetched it.
            }
        }
    }

    /// A coordinator, a worker and a client, all in this process, and all with real wires.
    private static final class Shop implements AutoCloseable {
        private final CoordinatorServer coordinator;
        private final DomainWorker worker;
        private final List<SqlSession> sessions = new ArrayList<>();

        Shop(Path folder, int threads) throws Exception {
            coordinator = new CoordinatorServer("127.0.0.1", 0, 0, null, 1, MEMORY);
            DomainWorker started = null;
            try {
                int port = Integer.parseInt(coordinator.address().substring(coordinator.address().lastIndexOf(':') + 1));
                started = new DomainWorker(DOMAIN, folder, null, "", "127.0.0.1", 0, "127.0.0.1", port, threads, MemoryLimits.of(MEMORY),
                        new SpillPlace(folder.resolve("spill"), MEMORY));
                started.registered().get(10, TimeUnit.SECONDS);
                for (String product : SampleTables.PRODUCTS) {
                    sessions.add(new FlightSession(ServerUrl.parse("grpc://127.0.0.1:" + port), "warm-up", "", Map.of("search_path", DOMAIN + "." + product)));
                }
            } catch (Exception e) {
                if (started != null) {
                    started.close();
                }
                coordinator.close();
                throw e;
            }
            this.worker = started;
        }

        SqlSession session(int round) {
            return sessions.get(round % sessions.size());
        }

        @Override
        public void close() {
            sessions.forEach(SqlSession::close);
            coordinator.close();
            worker.close();
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system ? system.getProcessCpuTime() : 0;
    }

    static List<String> statements() {
        try (InputStream in = WarmUp.class.getResourceAsStream("warm-up.sql")) {
            return StatementSplitter.split(new String(in.readAllBytes(), StandardCharsets.UTF_8)).all();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
