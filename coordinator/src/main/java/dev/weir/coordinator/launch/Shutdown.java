package dev.weir.coordinator.launch;

import java.util.concurrent.CountDownLatch;

/// Keeps a server in the foreground until SIGTERM or Ctrl-C, then closes it.
final class Shutdown {
    private Shutdown() {}

    static void await(AutoCloseable server) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("while closing: " + e);
            }
            closed.countDown();
        }, "weir-shutdown"));
        closed.await();
    }
}
