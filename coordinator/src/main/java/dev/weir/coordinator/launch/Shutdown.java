package dev.weir.coordinator.launch;

import java.util.concurrent.CountDownLatch;

/// Keeps a server in the foreground until SIGTERM or Ctrl-C, then closes its parts in this order.
final class Shutdown {
    private Shutdown() {}

    static void await(AutoCloseable... parts) throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            for (AutoCloseable part : parts) {
                try {
                    part.close();
                } catch (Exception e) {
                    System.err.println("while closing: " + e);
                }
            }
            closed.countDown();
        }, "weir-shutdown"));
        closed.await();
    }
}
